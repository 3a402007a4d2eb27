/// How the conversation with a service stands: what `.vidfs/status.json` says under `api`.
struct ServiceCondition: Sendable, Hashable {
    /// Whether the last request was answered. `nil` before the first.
    var reachable: Bool?
    /// Requests per hour that the service allows.
    var limit: Int?
    /// Requests left in this hour.
    var remaining: Int?
    var resetsAt: Timestamp?
    /// Requests that counted against the limit, since the mount.
    var counted = 0
    /// Answers "not changed", since the mount.
    var notModified = 0
    /// A sentence, without secrets.
    var lastError: String?
}

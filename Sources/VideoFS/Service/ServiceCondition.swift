/// How the conversation with a service stands: what `.vidfs/status.json` says under `api`.
struct ServiceCondition: Sendable, Hashable {
    /// Whether the last request was answered. `nil` before the first.
    var reachable: Bool?
    /// Requests per ``window`` that the service allows.
    var limit: Int?
    /// Requests left in this window.
    var remaining: Int?
    /// The time that the limit is about.
    var window = Duration.seconds(3_600)
    var resetsAt: Timestamp?
    /// Requests among ``remaining`` that are left for films, and not spent on names.
    var kept = 0
    /// When a name that is not known may be asked for again, if it may not now.
    var browsingReopensAt: Timestamp?
    /// Whether a request of the purpose ``RequestPurpose/background`` would be sent now: something is left
    /// beyond what people are going to need.
    var backgroundAllowed = true
    /// When it is worth asking again, where ``backgroundAllowed`` says no; a guess where the service does not
    /// say. `nil`: it is allowed.
    var backgroundReopensAt: Timestamp?
    /// Whether the service counts a request for a link, and an answer "not changed". `nil`: not learnt.
    var linkCounts: Bool?
    var notModifiedCounts: Bool?
    /// Requests that counted against the limit, since the mount.
    var counted = 0
    /// Answers "not changed", since the mount.
    var notModified = 0
    /// A sentence, without secrets.
    var lastError: String?
    /// Why the service lets nobody in, where that is so: a sentence, without secrets.
    var signedOut: String?
    /// What is wrong on this machine: a sentence.
    var warning: String?
    /// Why the next run will not find this sign-in: a sentence.
    var signInWarning: String?
    /// Who is signed in, where the service says so.
    var session: ServiceSession?
}

/// A sign-in as the service sees it.
struct ServiceSession: Sendable, Hashable {
    /// The user, or the application where that signed in as itself.
    var user: String?
    /// When the token ends.
    var expiresAt: Timestamp?
    /// What it may read, as the service names it.
    var sites: [String]
}

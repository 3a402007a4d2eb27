extension HTTPError: CustomStringConvertible {
    /// A sentence part for people, without an address.
    var description: String {
        switch self {
        case .unreachable(let reason): reason
        case .timedOut: "no answer in time"
        case .cut(let reason): reason
        case .bodyTooLarge(let limit): "the answer is larger than \(limit) bytes"
        case .addressRefused(let reason): reason
        case .cancelled: "the request was given up"
        }
    }
}

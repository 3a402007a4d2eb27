/// Why an answer did not arrive whole.
enum HTTPError: Error, Hashable {
    /// No connection: name not found, refused, network down, TLS not agreed. The reason is fit for a
    /// person and holds no address.
    case unreachable(String)
    /// Nothing arrived for as long as the request allowed.
    case timedOut
    /// The other side hung up, or broke the protocol, in the middle.
    case cut(String)
    /// The body is larger than the caller is ready to hold, in bytes.
    case bodyTooLarge(limit: Int)
    /// An address that must not be asked: not http(s), or plain http where that is not allowed, or a
    /// private address where only public ones are.
    case addressRefused(String)
    /// The caller gave the request up.
    case cancelled
}

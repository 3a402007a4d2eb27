internal import NIOCore

/// The one way out to the network.
///
/// Redirects are never followed here: whoever asked decides whether its credentials may go where the
/// answer points.
protocol HTTPTransport: Sendable {
    /// Asks and collects the whole body.
    ///
    /// - Parameters:
    ///   - request: what to ask.
    ///   - bodyLimit: bytes; a longer body fails with ``HTTPError/bodyTooLarge(limit:)``.
    ///   - deadline: the time for everything, the last byte included.
    /// - Returns: status, headers and body.
    /// - Throws: ``HTTPError``. Every status is an answer, not an error.
    func answer(
        to request: HTTPRequest, bodyLimit: Int, deadline: Duration
    ) async throws(HTTPError) -> HTTPAnswer

    /// Asks and hands the answer over while it arrives.
    ///
    /// - Returns: a handle to slow it down or end it. The receiver hears from it on a thread of the
    ///   network library, one call at a time, possibly before this returns.
    func open(_ request: HTTPRequest, for receiver: any BodyReceiver) -> any RunningBody

    /// Opens a connection for an ``open(_:for:)`` that is likely to follow, where none is idle. Costs the
    /// server no request.
    ///
    /// - Parameter address: of the same host.
    func prepare(for address: SignedAddress)

    /// Takes a ``prepare(for:)`` back whose request will not come after all: connections that are open stay,
    /// and serve the next one.
    ///
    /// - Parameter address: the one that was announced.
    func withdraw(for address: SignedAddress)
}

extension HTTPTransport {
    func prepare(for address: SignedAddress) {}
    func withdraw(for address: SignedAddress) {}
}

/// Hears an answer while it arrives. Calls come one at a time and must not block.
protocol BodyReceiver: AnyObject, Sendable {
    /// - Returns: false to end it here, without the body.
    func received(_ head: HTTPHead) -> Bool

    /// - Returns: what to do next. After `.pause` nothing more comes until ``RunningBody/resume()``.
    func received(_ bytes: ByteBuffer) -> BodyDemand

    /// Offers memory for the bytes that come next, so that they need not be copied there. Whoever takes it
    /// says ``filled(_:of:)`` before anything else.
    ///
    /// - Parameter count: bytes at most.
    /// - Returns: `nil` where they are to come by ``received(_:)``.
    func room(for count: Int) -> BodyRoom?

    /// Takes note that so many bytes stand at the beginning of the room; possibly none.
    func filled(_ count: Int, of room: BodyRoom) -> BodyDemand

    /// The last call, exactly once, however it ended (also after a declined head, `.stop` or
    /// ``RunningBody/cancel()``, as ``HTTPError/cancelled``).
    func ended(_ outcome: Result<Void, HTTPError>)
}

extension BodyReceiver {
    func room(for count: Int) -> BodyRoom? { nil }
    func filled(_ count: Int, of room: BodyRoom) -> BodyDemand { .stop }
}

enum BodyDemand: Sendable {
    case more
    /// Stop reading from the socket, so that the other side is slowed down.
    case pause
    /// End the request: the rest is not wanted.
    case stop
}

/// An answer on its way.
protocol RunningBody: Sendable {
    /// Lets the next part come after a `.pause`. Harmless at any other time.
    func resume()

    /// Ends the request. Harmless at any other time.
    func cancel()
}

internal import AsyncHTTPClient
internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

extension HTTPError {
    /// The one place where a failure of the network libraries takes on a meaning of ours. Their own texts
    /// never pass: some hold addresses.
    ///
    /// - Parameters:
    ///   - error: what a library reported.
    ///   - answered: whether the answer's head had arrived.
    init(_ error: any Error, answered: Bool) {
        self =
            switch error {
            case let error as HTTPError: error
            case let error as HTTPClientError: Self.from(error, answered: answered)
            case let error as NIOConnectionError: .unreachable(Self.reason(error))
            case let error as IOError where !answered: Self.from(error)
            case ChannelError.connectTimeout: .unreachable("no connection in time")
            case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
                answered ? .cut("the secure connection broke") : .unreachable(Self.tlsReason(error))
            case is HTTPParserError: .cut("the answer is not valid HTTP, or ends too early")
            default: .cut("the connection broke")
            }
    }

    private static func from(_ error: HTTPClientError, answered: Bool) -> HTTPError {
        switch error {
        case .cancelled, .alreadyShutdown, .requestStreamCancelled: .cancelled
        case .readTimeout, .writeTimeout, .deadlineExceeded: .timedOut
        case .connectTimeout, .getConnectionFromPoolTimeout: .unreachable("no connection in time")
        case .tlsHandshakeTimeout: .unreachable("no secure connection in time")
        case .httpProxyHandshakeTimeout, .socksHandshakeTimeout: .unreachable("the proxy does not answer")
        case .proxyAuthenticationRequired: .unreachable("the proxy asks for a user name and password")
        case .invalidProxyResponse: .unreachable("the proxy refuses the connection")
        case .invalidURL, .emptyHost, .emptyScheme: .addressRefused("an address that is not valid")
        case .remoteConnectionClosed, .uncleanShutdown: hungUp(answered: answered)
        default: .cut("the connection broke")
        }
    }

    /// The other side ended the connection as one ends a connection, but too early.
    static func hungUp(answered: Bool) -> HTTPError {
        .cut(
            answered ? "the connection ended before the answer did" : "the connection ended without an answer"
        )
    }

    static let noSecureConnection = "no secure connection could be agreed"

    private static func reason(_ error: NIOConnectionError) -> String {
        // Attempts come last: with an address found, the lookup did its part.
        guard let attempt = error.connectionErrors.first else { return "the host name cannot be found" }
        switch attempt.error {
        case let error as IOError: return reason(errno: error.errnoCode)
        case ChannelError.connectTimeout: return "no connection in time"
        default: return "no connection"
        }
    }

    /// Before an answer began, an error of the socket nearly always belongs to the connecting.
    private static func from(_ error: IOError) -> HTTPError {
        switch error.errnoCode {
        case ECONNRESET, EPIPE, EBADF: .cut("the connection ended without an answer")
        case let code: .unreachable(reason(errno: code))
        }
    }

    private static func reason(errno code: CInt) -> String {
        switch code {
        case ECONNREFUSED: "the connection was refused"
        case ENETUNREACH, ENETDOWN: "the network is unreachable"
        case EHOSTUNREACH, EHOSTDOWN: "the host is unreachable"
        case ETIMEDOUT: "no connection in time"
        case EMFILE, ENFILE: "this process has too many open files"
        default: "no connection (error \(code))"
        }
    }

    private static func tlsReason(_ error: any Error) -> String {
        // The reason stands only in the text of the library's error stack.
        let text = String(describing: error)
        if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate") {
            return "its certificate is not trusted (setting ca-certificate names further authorities)"
        }
        if text.contains("failedToValidateHostname") { return "its certificate is for another name" }
        if text.contains("WRONG_VERSION_NUMBER") { return "it does not speak TLS at that port" }
        return noSecureConnection
    }
}

internal import NIOSSL
internal import Synchronization

/// Whose certificates are believed: the system's authorities, and those of the setting `ca-certificate`.
final class Trust: Sendable {
    let configuration: TLSConfiguration
    private let made = Mutex<NIOSSLContext?>(nil)
    private let isPrepared = Mutex(false)

    /// - Parameter path: of a PEM file.
    /// - Throws: ``TransportSetupError/certificateUnreadable(path:)``.
    init(caCertificate path: String?) throws(TransportSetupError) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let path, !path.isEmpty {
            do {
                configuration.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(path))]
            } catch { throw .certificateUnreadable(path: path) }
        }
        // One HTTP/2 connection would share one small window among all streams of a host.
        configuration.applicationProtocols = ["http/1.1"]
        self.configuration = configuration
    }

    /// Makes ``context()`` ready in the background, the first time.
    func prepare() {
        let isFirst = isPrepared.withLock { isPrepared in
            defer { isPrepared = true }
            return !isPrepared
        }
        if isFirst { Task { _ = try? context() } }
    }

    /// Reads the system's authorities the first time, which takes tens of milliseconds: not for the event
    /// loop, which finds it made.
    func context() throws -> NIOSSLContext {
        try made.withLock { made in
            if let made { return made }
            let context = try NIOSSLContext(configuration: configuration)
            made = context
            return context
        }
    }
}

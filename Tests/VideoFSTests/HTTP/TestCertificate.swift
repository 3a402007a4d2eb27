import Foundation
import NIOCore
import NIOSSL

/// A certificate for `films.test` and `localhost` that only its own authority, itself, vouches for. Good for
/// a hundred years, and for nothing.
enum TestCertificate {
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBozCCAUmgAwIBAgIUTkE+nbHpgN8FcLxThoWYWUBM5TswCgYIKoZIzj0EAwIw
        FTETMBEGA1UEAwwKdmlkZnMgdGVzdDAgFw0yNjExMjQxNTQ5MTZaGA8yMTI2MTAz
        MTE1NDkxNlowFTETMBEGA1UEAwwKdmlkZnMgdGVzdDBZMBMGByqGSM49AgEGCCqG
        SM49AwEHA0IABKkagJQpXrMsOw0weLcxfcpMRGTFFOulW2r3w7Mk5sPjsiFZpmR/
        EGPkIqmyShkkG0o2PN7hc2DFQCwUQNJnDIqjdTBzMB0GA1UdDgQWBBQIB+yjTzHs
        57mjF0Iydu3oJrWIDDAfBgNVHSMEGDAWgBQIB+yjTzHs57mjF0Iydu3oJrWIDDAP
        BgNVHRMBAf8EBTADAQH/MCAGA1UdEQQZMBeCCmZpbG1zLnRlc3SCCWxvY2FsaG9z
        dDAKBggqhkjOPQQDAgNIADBFAiEAh1+FRwxTKr3jxfTPfQc/jf3ZNYJ+s4F9zYQ/
        PAJNsfoCIEIgPdz6jrLibxEyGDpRn0EUx/sr1TwnCCDmHY5UgJeZ
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMQqi2Mqol0O2SpdN
        o+7NBMlKo5q7XnJCMjp+dkK9FwahRANCAASpGoCUKV6zLDsNMHi3MX3KTERkxRTr
        pVtq98OzJObD47IhWaZkfxBj5CKpskoZJBtKNjze4XNgxUAsFEDSZwyK
        -----END PRIVATE KEY-----
        """

    /// The server's side of a connection.
    static func server() -> any ChannelHandler {
        NIOSSLServerHandler(context: context)
    }

    private static let context: NIOSSLContext = {
        do {
            let certificate = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)
            return try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: certificate.map { .certificate($0) }, privateKey: .privateKey(key)))
        } catch { preconditionFailure("the certificate of the tests is broken: \(error)") }
    }()

    /// Puts it in a file for the length of `body`.
    static func withFile<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let path = FileManager.default.temporaryDirectory.appending(path: "vidfs-\(UUID()).pem").path
        try Data(certificate.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }
}

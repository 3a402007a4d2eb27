internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// A request as the services see it.
struct IncomingRequest: Sendable {
    let method: String
    /// Path without query, as sent.
    let path: String
    let query: String?
    let headers: HTTPFields
    let body: [UInt8]
    /// The address that the client asked, such as `http://127.0.0.1:8080`.
    let origin: String
    let clientPort: Int

    /// Forms and faults are short; more is refused.
    private static let bodyLimit = 1 << 20

    init(_ request: Request, on channel: any Channel) async throws {
        let target = request.head.path ?? "/"
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.method = request.method.rawValue
        self.path = parts.first.map(String.init) ?? "/"
        self.query = parts.count > 1 ? String(parts[1]) : nil
        self.headers = request.headers
        self.body = Array(try await request.body.collect(upTo: Self.bodyLimit).readableBytesView)
        self.origin = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)"
        self.clientPort = channel.remoteAddress?.port ?? 0
    }

    var target: String {
        query.map { "\(path)?\($0)" } ?? path
    }

    /// The path's components, percent-decoded.
    var components: [String] {
        path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
    }

    var parameters: FormFields {
        FormFields(query ?? "")
    }

    func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }
}

import NIOCore
import Synchronization

@testable import VideoFS

/// Answers as its script says, and keeps what it was asked.
final class StubTransport: HTTPTransport {
    typealias Script = @Sendable (HTTPRequest) async throws(HTTPError) -> HTTPAnswer

    private let script: Script
    private let journal = Mutex([HTTPRequest]())

    init(_ script: @escaping Script) {
        self.script = script
    }

    /// Answers one after the other, the last one for ever.
    convenience init(_ answers: HTTPAnswer...) {
        let next = Counter()
        self.init { _ throws(HTTPError) in
            guard let last = answers.last else { throw .unreachable("no answer in the script") }
            let number = next.add() - 1
            return number < answers.count ? answers[number] : last
        }
    }

    var requests: [HTTPRequest] { journal.withLock { $0 } }
    /// Method and address of each request.
    var lines: [String] { requests.map { "\($0.method) \($0.address.secret)" } }

    func answer(
        to request: HTTPRequest, bodyLimit: Int, deadline: Duration
    ) async throws(HTTPError) -> HTTPAnswer {
        journal.withLock { $0.append(request) }
        let answer = try await script(request)
        guard answer.body.count <= bodyLimit else { throw .bodyTooLarge(limit: bodyLimit) }
        return answer
    }

    func open(_ request: HTTPRequest, for receiver: any BodyReceiver) -> any RunningBody {
        preconditionFailure("no layer under test opens a body")
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The fields of a form, decoded.
    var form: [String: String] {
        let pairs = String(decoding: body ?? [], as: UTF8.self).split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (PercentEncoding.decode(parts[0]), PercentEncoding.decode(parts.count > 1 ? parts[1] : ""))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    var path: String {
        (try? WebAddress(address.secret)).map { String($0.path) } ?? ""
    }
}

extension HTTPAnswer {
    static func json(
        _ text: String, status: Int = 200, _ headers: [(name: String, value: String)] = []
    ) -> HTTPAnswer {
        HTTPAnswer(
            head: HTTPHead(status: status, headers: [("Content-Type", "application/json")] + headers),
            body: Array(text.utf8))
    }

    static func status(_ status: Int, _ headers: [(name: String, value: String)] = []) -> HTTPAnswer {
        HTTPAnswer(head: HTTPHead(status: status, headers: headers), body: [])
    }

    static func html(_ status: Int = 200) -> HTTPAnswer {
        HTTPAnswer(
            head: HTTPHead(status: status, headers: [("Content-Type", "text/html; charset=utf-8")]),
            body: Array("<html><body>Sign in to the hotel network</body></html>".utf8))
    }

    /// A sign-in with numbered tokens.
    static func tokens(_ number: Int, expiresIn: Int = 7_200) -> HTTPAnswer {
        .json(
            """
            {"access_token": "access-\(number)", "token_type": "bearer", "expires_in": \(expiresIn),
             "refresh_token": "refresh-\(number)", "scope": "public"}
            """)
    }
}

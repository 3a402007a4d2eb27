import Foundation
import Testing

// This one alone: under the thread sanitizer DemoOrigin has another of that name.
import struct Synchronization.Mutex

@testable import DemoOrigin

/// An origin for the length of one test, with a clock that the test moves.
struct RunningOrigin: Sendable {
    let origin: DemoOrigin
    let clock: TestClock
    let api: HTTPClient
    let cdn: HTTPClient

    /// Starts an origin, runs `body`, and stops it however `body` ends.
    static func serving(
        _ configure: (inout DemoOrigin.Configuration) -> Void = { _ in },
        _ body: (RunningOrigin) async throws -> Void
    ) async throws {
        let clock = TestClock()
        var configuration = DemoOrigin.Configuration()
        configuration.now = { clock.now }
        configure(&configuration)
        let origin = try await DemoOrigin.start(configuration)
        let running = RunningOrigin(
            origin: origin, clock: clock, api: HTTPClient(base: origin.apiAddress),
            cdn: HTTPClient(base: origin.cdnAddress))
        do {
            try await body(running)
        } catch {
            await origin.stop()
            throw error
        }
        await origin.stop()
    }

    func token(_ fields: [String: String]) async throws -> HTTPClient.Reply {
        let form = fields.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
        return try await api.send(
            "POST", "/oauth/token", headers: ["Content-Type": "application/x-www-form-urlencoded"], body: form
        )
    }

    /// Signs in with the password and returns the tokens.
    func signIn() async throws -> Tokens {
        let credentials = origin.credentials
        let reply = try await token([
            "grant_type": "password", "client_id": credentials.clientID,
            "client_secret": credentials.clientSecret, "username": credentials.username,
            "password": credentials.password,
        ])
        return try Tokens(reply)
    }

    func get(_ target: String, _ tokens: Tokens, headers: [String: String] = [:]) async throws
        -> HTTPClient.Reply
    {
        try await api.send("GET", target, headers: headers.merging(tokens.header) { mine, _ in mine })
    }

    /// The target, without the origin, of a fresh link to the first file that matches.
    func link(_ query: String, video: Int = 1, _ tokens: Tokens) async throws -> String {
        let reply = try await get("/videos/\(video)/files?\(query)", tokens)
        let links = try #require(reply.array.first?["_links"] as? [String: [String: Any]])
        let source = try #require(links["source"]?["href"] as? String)
        #expect(source.hasPrefix(origin.cdnAddress))
        return String(source.dropFirst(origin.cdnAddress.count))
    }
}

struct Tokens: Sendable {
    let access: String
    let refresh: String

    init(_ reply: HTTPClient.Reply) throws {
        access = try #require(reply.json["access_token"] as? String)
        refresh = try #require(reply.json["refresh_token"] as? String)
    }

    var header: [String: String] { ["Authorization": "Bearer \(access)"] }
}

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_400_000_000))

    var now: Date { time.withLock { $0 } }

    func advance(by seconds: TimeInterval) {
        time.withLock { $0 += seconds }
    }
}

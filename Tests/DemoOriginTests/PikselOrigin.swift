import Foundation
import Testing

@testable import DemoOrigin

/// The platform's services for the length of one test.
struct PikselOrigin: Sendable {
    let running: RunningOrigin
    let identity: HTTPClient
    let metadata: HTTPClient

    var origin: DemoOrigin { running.origin }
    var registry: HTTPClient { running.api }

    static func serving(
        _ configure: (inout DemoOrigin.Configuration) -> Void = { _ in },
        _ body: (PikselOrigin) async throws -> Void
    ) async throws {
        try await RunningOrigin.serving({
            $0.provider = .piksel
            configure(&$0)
        }) { running async throws in
            let identity = try #require(running.origin.identityAddress)
            let metadata = try #require(running.origin.metadataAddress)
            try await body(
                PikselOrigin(
                    running: running, identity: HTTPClient(base: identity),
                    metadata: HTTPClient(base: metadata)))
        }
    }

    /// Serves one tenant, `acme`.
    static func serving(
        _ tenant: DemoPikselTenant, _ body: (PikselOrigin, String) async throws -> Void
    ) async throws {
        try await serving({ $0.library = DemoLibrary(piksel: [tenant]) }) { piksel async throws in
            try await body(piksel, piksel.signIn())
        }
    }

    func grant(_ form: String, client: String = "demo.vidfs-demo:demo-secret") async throws
        -> HTTPClient.Reply
    {
        try await identity.send(
            "POST", "/oauth/token",
            headers: [
                "Authorization": "Basic " + Data(client.utf8).base64EncodedString(),
                "Content-Type": "application/x-www-form-urlencoded",
            ], body: form)
    }

    /// Signs in as the application and returns the token.
    func signIn() async throws -> String {
        try #require(try await grant("grant_type=client_credentials").json["access_token"] as? String)
    }

    func get(_ target: String, _ token: String) async throws -> HTTPClient.Reply {
        try await metadata.send("GET", target, headers: ["Authorization": "Bearer \(token)"])
    }

    /// The names of the resources that a browse gives.
    func names(_ target: String, _ token: String) async throws -> [String] {
        let reply = try await get(target, token)
        #expect(reply.status == 200, "\(reply.text)")
        return reply.resources.compactMap { $0["name"] as? String }
    }
}

extension HTTPClient.Reply {
    var meta: [String: Any] { json["meta"] as? [String: Any] ?? [:] }

    /// What is under the name of the one kind of resource that was asked for.
    var resources: [[String: Any]] {
        ["contents", "assets", "categories"].lazy.compactMap { json[$0] as? [[String: Any]] }.first ?? []
    }

    func resource(_ name: String) -> [String: Any] {
        resources.first { $0["name"] as? String == name } ?? [:]
    }
}

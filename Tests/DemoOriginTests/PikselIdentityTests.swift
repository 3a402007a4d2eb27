import Foundation
import Testing

@testable import DemoOrigin

@Suite(.timeLimit(.minutes(1)))
struct PikselIdentityTests {
    @Test(
        "an application and a user get tokens of 40 digits",
        arguments: [
            "grant_type=client_credentials",
            "grant_type=password&username=demo\\viewer&password=demo-password",
            "grant_type=password&username=demo%5Cviewer&password=demo-password",
        ])
    func grants(form: String) async throws {
        try await PikselOrigin.serving { piksel async throws in
            let reply = try await piksel.grant(form)
            #expect(reply.status == 200)
            let token = try #require(reply.json["access_token"] as? String)
            #expect(token.wholeMatch(of: /[0-9a-f]{40}/) != nil)
            #expect(reply.json["token_type"] as? String == "bearer")
            #expect(reply.json["expires_in"] as? Int == 7_200)
            #expect(reply.json["refresh_token"] == nil)
            #expect(try await piksel.get("/data/contents?owner=lantern", token).status == 200)
        }
    }

    @Test(
        "a wrong sign-in is refused as OAuth words it",
        arguments: [
            ("grant_type=client_credentials", "demo.vidfs-demo:wrong", 401, "invalid_client"),
            ("grant_type=password&username=viewer&password=demo-password", nil, 400, "invalid_grant"),
            ("grant_type=password&username=demo%5Cviewer&password=x", nil, 400, "invalid_grant"),
            ("grant_type=refresh_token&refresh_token=x", nil, 400, "unsupported_grant_type"),
            ("x=y", nil, 400, "invalid_request"),
        ] as [(String, String?, Int, String)])
    func refuses(form: String, client: String?, status: Int, error: String) async throws {
        try await PikselOrigin.serving { piksel async throws in
            let reply = try await piksel.grant(form, client: client ?? "demo.vidfs-demo:demo-secret")
            #expect(reply.status == status)
            #expect(reply.json["code"] as? Int == status)
            #expect(reply.json["error"] as? String == error)
            #expect(reply.json["error_description"] is String)
            #expect(reply.json["statusCode"] == nil)
        }
    }

    @Test func aTokenIsVerifiedWithItsPermissions() async throws {
        try await PikselOrigin.serving { piksel async throws in
            let token = try await piksel.signIn()
            let bearer = ["Authorization": "Bearer \(token)"]
            let reply = try await piksel.identity.send("GET", "/oauth/token/", headers: bearer)
            #expect(reply.json["accessToken"] as? String == token)
            #expect(reply.json["expires"] as? String == "2014-05-13T18:53:20.000Z")
            #expect(reply.json["userType"] as? String == "service")
            #expect(reply.json["clientId"] as? String == "vidfs-demo")
            let permissions = try #require(reply.json["permissions"] as? [[String: Any]])
            #expect(permissions.map { $0["tenant"] as? String } == ["harbour", "patterns", "lantern"])
            #expect((permissions[0]["actions"] as? [String])?.contains("metadata:contents:read") == true)

            let access = try await piksel.identity.send(
                "GET", "/pauth/access?tenants=lantern&actions=metadata:assets:read", headers: bearer)
            #expect(access.json["expiresAt"] is String)
            let some = try #require(access.json["permissions"] as? [[String: Any]])
            #expect(some.map { $0["tenant"] as? String } == ["lantern"])
            #expect(some[0]["actions"] as? [String] == ["metadata:assets:read"])

            let tenants = try await piksel.identity.send("GET", "/pauth/tenants", headers: bearer)
            let list = try #require(tenants.json["tenants"] as? [[String: Any]])
            #expect(list.map { $0["name"] as? String } == ["harbour", "patterns", "lantern"])
            #expect(list[0]["title"] as? String == "Harbour Films")
        }
    }

    @Test func aTokenExpiresAndIsRevoked() async throws {
        try await PikselOrigin.serving({ $0.accessTokenLife = .seconds(60) }) { piksel async throws in
            let first = try await piksel.signIn()
            piksel.running.clock.advance(by: 60)
            let expired = try await piksel.get("/data/contents?owner=lantern", first)
            #expect(expired.status == 401)
            #expect(expired.json["statusCode"] as? Int == 401)
            #expect(expired.json["error"] as? String == "Unauthorized")
            #expect(expired.json["message"] as? String == "Invalid token")
            #expect(expired.json["attributes"] as? [String: String] == ["error": "Invalid token"])

            let second = try await piksel.signIn()
            let basic = Data("demo.vidfs-demo:demo-secret".utf8).base64EncodedString()
            let form = "token=\(second)&token_type_hint=access_token"
            let revoked = try await piksel.identity.send(
                "POST", "/oauth/revoke", headers: ["Authorization": "Basic \(basic)"], body: form)
            #expect(revoked.status == 200)
            #expect(try await piksel.get("/data/contents?owner=lantern", second).status == 401)

            let third = try await piksel.signIn()
            #expect(try await piksel.registry.send("POST", "/_demo/revoke").status == 204)
            #expect(try await piksel.get("/data/contents?owner=lantern", third).status == 401)
        }
    }
}

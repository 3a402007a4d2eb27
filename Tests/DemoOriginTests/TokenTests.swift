import Foundation
import Testing

@testable import DemoOrigin

@Suite(.timeLimit(.minutes(1)))
struct TokenTests {
    @Test func aPasswordGivesTokens() async throws {
        try await RunningOrigin.serving { running async throws in
            let credentials = running.origin.credentials
            let reply = try await running.token([
                "grant_type": "password", "client_id": credentials.clientID,
                "client_secret": credentials.clientSecret, "username": credentials.username,
                "password": credentials.password,
            ])
            #expect(reply.status == 200)
            #expect(reply.json["token_type"] as? String == "bearer")
            #expect(reply.json["expires_in"] as? Int == 7_200)
            #expect(reply.json["scope"] as? String == "public")
            #expect(reply["Cache-Control"] == "no-store")
            #expect(try await running.get("/me", Tokens(reply)).status == 200)
        }
    }

    @Test(
        "a wrong sign-in is refused with 401 and an OAuth error",
        arguments: [
            (["grant_type": "password", "client_id": "x", "client_secret": "x"], "invalid_client"),
            (
                [
                    "grant_type": "password", "client_id": "vidfs-demo", "client_secret": "demo-secret",
                    "username": "viewer@demo.example", "password": "wrong",
                ], "invalid_grant"
            ),
            (["grant_type": "refresh_token", "refresh_token": "unknown"], "invalid_request"),
            (["grant_type": "magic"], "unsupported_grant_type"),
        ])
    func refusesWrongSignIn(fields: [String: String], error: String) async throws {
        try await RunningOrigin.serving { running async throws in
            let reply = try await running.token(fields)
            #expect(reply.status == 401)
            #expect(reply.json["error"] as? String == error)
            #expect(reply.json["message"] == nil)
            let challenge = try #require(reply["WWW-Authenticate"])
            #expect(challenge.hasPrefix("Bearer realm=\"VHX API\", error=\"\(error)\""))
        }
    }

    @Test func anAccessTokenExpires() async throws {
        try await RunningOrigin.serving({ $0.accessTokenLife = .seconds(60) }) { running async throws in
            let tokens = try await running.signIn()
            running.clock.advance(by: 59)
            #expect(try await running.get("/me", tokens).status == 200)
            running.clock.advance(by: 1)
            let reply = try await running.get("/me", tokens)
            #expect(reply.status == 401)
            #expect(reply.json["message"] as? String == "Access token is invalid.")
            #expect(reply.json["documentation_url"] != nil)
            #expect(
                reply["WWW-Authenticate"]
                    == "Bearer realm=\"VHX API\", error=\"invalid_token\", "
                    + "error_description=\"The access token expired\"")
        }
    }

    @Test func anUnknownTokenIsToldApartFromAnExpiredOneByTheHeaderOnly() async throws {
        try await RunningOrigin.serving { running async throws in
            let reply = try await running.api.send("GET", "/me", headers: ["Authorization": "Bearer unknown"])
            #expect(reply.status == 401)
            #expect(reply.json["message"] as? String == "Access token is invalid.")
            #expect(reply["WWW-Authenticate"]?.contains("The access token is invalid") == true)
        }
    }

    @Test func aRefreshTokenRotatesAndDiesWithTheFirstUseOfItsSuccessor() async throws {
        try await RunningOrigin.serving { running async throws in
            let first = try await running.signIn()
            let refresh = ["grant_type": "refresh_token", "refresh_token": first.refresh]
            let second = try await Tokens(running.token(refresh))
            #expect(second.refresh != first.refresh)
            // The client died before it stored them: the old one still works.
            let third = try await Tokens(running.token(refresh))
            #expect(try await running.get("/me", third).status == 200)
            #expect(try await running.token(refresh).status == 401)
            let next = ["grant_type": "refresh_token", "refresh_token": third.refresh]
            #expect(try await running.token(next).status == 200)
        }
    }

    @Test func aRefreshMayNameItsApplicationButNotAWrongOne() async throws {
        try await RunningOrigin.serving { running async throws in
            let tokens = try await running.signIn()
            var fields = [
                "grant_type": "refresh_token", "refresh_token": tokens.refresh,
                "client_id": running.origin.credentials.clientID,
                "client_secret": running.origin.credentials.clientSecret,
            ]
            #expect(try await running.token(fields).status == 200)
            fields["client_secret"] = "wrong"
            #expect(try await running.token(fields).status == 401)
        }
    }

    @Test func revokedAccessTokensAreRefusedAndRefreshTokensStayGood() async throws {
        try await RunningOrigin.serving { running async throws in
            let tokens = try await running.signIn()
            running.origin.revokeTokens()
            #expect(try await running.get("/me", tokens).status == 401)
            let refresh = ["grant_type": "refresh_token", "refresh_token": tokens.refresh]
            #expect(try await running.token(refresh).status == 200)
            running.origin.revokeEverything()
            #expect(try await running.token(refresh).status == 401)
        }
    }
}

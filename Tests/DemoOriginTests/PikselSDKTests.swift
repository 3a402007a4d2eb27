import Foundation
import Testing

@testable import DemoOrigin

/// The platform's own client for Python against the origin: what it cannot read here, no client of the
/// platform could.
///
/// It is installed for the test, from where Python's packages come from. One test, since installing takes
/// longer than all that is asked.
@Suite(.timeLimit(.minutes(10)))
struct PikselSDKTests {
    /// The client names every version that it needs but that of its OAuth library.
    private static let packages = ["sequoia-client-sdk==4.4.0", "oauthlib==4.0.1"]

    @Test func thePlatformsOwnClientReadsEverything() async throws {
        try await PythonEnvironment.with(packages: Self.packages) { python async throws in
            try await PikselOrigin.serving { piksel async throws in
                let said = try await python.run(Self.script, environment: environment(piksel))
                try await expectListings(said, piksel)
                #expect(said["model"] as? [String] == ["lantern:water"])
                #expect(said["missing"] as? [Int] == [404, 404])
                #expect(said["refused"] as? String == "(invalid_client) Client authentication failed")
                #expect(said["revoked"] as? String == "Tides")
                #expect(said["expired"] as? String == "Tides")
                #expect(said["unavailable"] as? Int == 13)
                #expect(said["limited"] as? Int == 13)
                #expect(said["user"] as? String == "user")
                expectRequests(piksel.origin.journal.entries)
            }
        }
    }

    private func environment(_ piksel: PikselOrigin) -> [String: String] {
        // Without the first, its OAuth library refuses plain HTTP.
        piksel.origin.environment.merging(["OAUTHLIB_INSECURE_TRANSPORT": "1"]) { $1 }
    }

    /// Every way to list gave what the origin holds.
    private func expectListings(_ said: [String: Any], _ piksel: PikselOrigin) async throws {
        let token = try await piksel.signIn()
        for kind in ["contents", "assets"] {
            let all = try await piksel.get("/data/\(kind)?owner=harbour", token).resources
            let refs = all.compactMap { $0["ref"] as? String }
            #expect(refs.count > 9)
            for mode in ["pages", "continue"] { #expect(said["\(kind)-\(mode)"] as? [String] == refs) }
        }
        let assets = try await piksel.get("/data/assets?owner=harbour", token).resources
        let films = assets.filter { ($0["contentRef"] as? String)?.hasPrefix("harbour:v") == true }
        let linked = try #require(said["linked"] as? [String])
        #expect(Set(linked).isSuperset(of: films.compactMap { $0["ref"] as? String }))
        #expect(linked.count == assets.count)
    }

    /// Which requests the client's own renewal and repetition made.
    private func expectRequests(_ entries: [DemoJournal.Entry]) {
        let metadata = entries.filter { $0.service == .metadata }
        // The revoked token; the one that ended by the client's clock was never sent.
        #expect(metadata.count { $0.status == 401 } == 1)
        #expect(metadata.count { $0.status == 503 } == 2)
        #expect(metadata.count { $0.status == 429 } == 1)
        #expect(entries.allSatisfy { $0.service != .registry || !$0.hasAuthorization })
    }
}

extension PikselSDKTests {
    /// Prints one object; every step is named by its member.
    private static let script = #"""
        import json, os, time
        from unittest import mock
        import requests
        from oauthlib.oauth2 import LegacyApplicationClient
        from requests_oauthlib import OAuth2Session
        from sequoia import error
        from sequoia.client import Client
        from sequoia.criteria import Criteria, Inclusion

        registry = os.environ["VIDFS_REGISTRY_URL"]
        account = registry + "/services/" + os.environ["VIDFS_ACCOUNT"]
        client_id, secret = os.environ["VIDFS_CLIENT_ID"], os.environ["VIDFS_CLIENT_SECRET"]

        def make(**more):
            return Client(account, grant_client_id=client_id, grant_client_secret=secret, **more)

        def refs(pages):
            return [resource["ref"] for page in pages for resource in page.resources]

        def plan(**fault):
            requests.post(registry + "/_demo/faults", json=fault).raise_for_status()

        said = {}
        client = make()
        metadata = client.metadata
        for kind in ["contents", "assets"]:
            endpoint = metadata[kind]
            said[kind + "-pages"] = refs(endpoint.browse("harbour", query_string="perPage=3&count=true"))
            said[kind + "-continue"] = refs(endpoint.browse("harbour", query_string="perPage=3&continue=true"))

        criteria = Criteria().add(inclusion=Inclusion.resource("assets").fields("ref", "url"))
        browser = metadata.contents.browse("harbour", criteria=criteria, query_string="perPage=4")
        said["linked"] = [asset["ref"] for page in browser.linked("assets") for asset in page]

        modelled = make(model_resolution=True).metadata.contents
        criteria = Criteria().add(inclusion=Inclusion.resource("categories"))
        page = modelled.browse("lantern", criteria=criteria)
        said["model"] = [
            category["ref"] for content in page.model if content["ref"] == "lantern:crossing"
            for category in content["categories"]]

        said["missing"] = []
        for owner, ref in [("lantern", "lantern:none"), ("lantern", "harbour:v1")]:
            try:
                metadata.contents.read(owner, ref)
            except error.HttpError as refusal:
                said["missing"].append(refusal.message["statusCode"])

        try:
            secret, right = "wrong", secret
            with mock.patch("sequoia.auth.TokenCache._token_storage", {}):
                make()
        except error.AuthorisationError as refusal:
            said["refused"] = str(refusal.cause)
        secret = right

        def title():
            return metadata.contents.read("lantern", "lantern:tides").resources[0]["title"]

        requests.post(registry + "/_demo/revoke").raise_for_status()
        said["revoked"] = title()
        # A time at which the token has ended by its expires_in.
        with mock.patch("oauthlib.oauth2.rfc6749.clients.base.time.time", lambda later=time.time() + 7201: later):
            said["expired"] = title()

        plan(on="metadata", action="status", status=503, times=2)
        said["unavailable"] = len(refs(metadata.assets.browse("lantern")))
        plan(on="metadata", action="status", status=429)
        said["limited"] = len(refs(metadata.assets.browse("lantern")))

        services = requests.get(account).json()["services"]
        identity = next(entry["location"] for entry in services if entry["name"] == "identity")
        session = OAuth2Session(client=LegacyApplicationClient(client_id=client_id))
        session.fetch_token(
            identity + "/oauth/token", username=os.environ["VIDFS_USERNAME"],
            password=os.environ["VIDFS_PASSWORD"], auth=(client_id, secret))
        said["user"] = session.get(identity + "/oauth/token").json()["userType"]
        print(json.dumps(said))
        """#
}

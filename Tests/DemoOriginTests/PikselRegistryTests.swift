import Foundation
import Testing

@testable import DemoOrigin

@Suite(.timeLimit(.minutes(1)))
struct PikselRegistryTests {
    @Test(
        "every account has the three services, each at an origin of its own",
        arguments: ["/services/demo", "/services/harbour/", "/services/lantern", "/services/root/"])
    func listsServices(target: String) async throws {
        try await PikselOrigin.serving { piksel async throws in
            let reply = try await piksel.registry.send("GET", target)
            let services = try #require(reply.json["services"] as? [[String: String]])
            #expect(services.map { $0["name"] } == ["registry", "identity", "metadata"])
            #expect(
                services.map { $0["location"] } == [
                    piksel.origin.registryAddress, piksel.origin.identityAddress,
                    piksel.origin.metadataAddress,
                ])
            #expect(services.allSatisfy { $0["owner"] == "root" && $0["title"] != nil })
        }
    }

    @Test func oneServiceIsGivenByItsName() async throws {
        try await PikselOrigin.serving { piksel async throws in
            let reply = try await piksel.registry.send("GET", "/services/demo/metadata/")
            let services = try #require(reply.json["services"] as? [[String: String]])
            #expect(services.map { $0["location"] } == [piksel.origin.metadataAddress])
            #expect(try await piksel.registry.send("GET", "/services/demo/feed").status == 404)
        }
    }

    @Test func anUnknownAccountIsNotFound() async throws {
        try await PikselOrigin.serving { piksel async throws in
            let reply = try await piksel.registry.send("GET", "/services/nobody")
            #expect(reply.status == 404)
            #expect(reply.json["statusCode"] as? Int == 404)
            #expect(reply.json["error"] as? String == "Not Found")
        }
    }

    @Test func anOldRegistryWantsAToken() async throws {
        try await PikselOrigin.serving({ $0.registryNeedsToken = true }) { piksel async throws in
            #expect(try await piksel.registry.send("GET", "/services/demo").status == 401)
            let bearer = try await ["Authorization": "Bearer \(piksel.signIn())"]
            #expect(try await piksel.registry.send("GET", "/services/demo", headers: bearer).status == 200)
        }
    }

    @Test func theEnvironmentIsWhatAMountNeeds() async throws {
        try await PikselOrigin.serving { piksel async throws in
            #expect(
                piksel.origin.environment == [
                    "VIDFS_PROVIDER": "piksel", "VIDFS_REGISTRY_URL": piksel.origin.registryAddress,
                    "VIDFS_ACCOUNT": "demo", "VIDFS_CLIENT_ID": "demo.vidfs-demo",
                    "VIDFS_CLIENT_SECRET": "demo-secret", "VIDFS_USERNAME": "demo\\viewer",
                    "VIDFS_PASSWORD": "demo-password",
                ])
        }
    }

    @Test(
        "a planned fault hits its service and nothing else",
        arguments: [DemoService.registry, .identity, .metadata])
    func faults(service: DemoService) async throws {
        try await PikselOrigin.serving { piksel async throws in
            let fault = "{\"on\": \"\(service.rawValue)\", \"action\": \"status\", \"status\": 503}"
            #expect(try await piksel.registry.send("POST", "/_demo/faults", body: fault).status == 201)
            let targets = [
                (DemoService.registry, piksel.registry, "/services/demo"),
                (.identity, piksel.identity, "/pauth/tenants"),
                (.metadata, piksel.metadata, "/descriptor/raw"),
            ]
            for (name, client, target) in targets {
                #expect((try await client.send("GET", target).status == 503) == (name == service))
            }
            let hit = piksel.origin.journal.entries.filter { $0.status == 503 }
            #expect(hit.map(\.service) == [service])
        }
    }
}

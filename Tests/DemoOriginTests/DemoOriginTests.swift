import Foundation
import Testing

@testable import DemoOrigin

@Suite(.timeLimit(.minutes(1)))
struct DemoOriginTests {
    @Test func aPortThatIsTakenIsAnError() async throws {
        try await RunningOrigin.serving { running async throws in
            var configuration = DemoOrigin.Configuration()
            configuration.apiPort = try #require(Int(running.origin.apiAddress.split(separator: ":")[2]))
            await #expect(throws: (any Error).self) { try await DemoOrigin.start(configuration) }
        }
    }

    @Test func afterStoppingThePortsAreFree() async throws {
        var free = false
        // Once they are free any other test may be given one of them.
        for _ in 0..<10 where !free {
            let first = try await DemoOrigin.start()
            await first.stop()
            var configuration = DemoOrigin.Configuration()
            configuration.apiPort = try #require(Int(first.apiAddress.split(separator: ":")[2]))
            configuration.cdnPort = try #require(Int(first.cdnAddress.split(separator: ":")[2]))
            guard let second = try? await DemoOrigin.start(configuration) else { continue }
            free = second.apiAddress == first.apiAddress
            await second.stop()
        }
        #expect(free)
    }

    @Test func runningEndsWithItsTask() async throws {
        let origin = try await DemoOrigin.start()
        let running = Task { try await origin.run() }
        running.cancel()
        try await running.value
        await #expect(throws: HTTPClient.Failure.self) {
            try await HTTPClient(base: origin.apiAddress).send("GET", "/me")
        }
    }

    @Test func theEnvironmentIsWhatAMountNeeds() async throws {
        let origin = try await DemoOrigin.start()
        #expect(
            origin.environment == [
                "VIDFS_PROVIDER": "vhx", "VIDFS_API_URL": origin.apiAddress, "VIDFS_CLIENT_ID": "vidfs-demo",
                "VIDFS_CLIENT_SECRET": "demo-secret", "VIDFS_USERNAME": "viewer@demo.example",
                "VIDFS_PASSWORD": "demo-password",
            ])
        await origin.stop()
    }
}

import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// A library that was seen before, and a service that is not there.
    @Suite struct OfflineTests {
        enum Absence: String, CaseIterable, CustomTestStringConvertible {
            case down = "that is down"
            case silent = "that accepts and never answers"
            case refusing = "that refuses the sign-in"

            var testDescription: String { rawValue }
        }

        @Test(
            "a known library is mounted at once and is the same, byte for byte, with a service",
            arguments: Absence.allCases)
        func sameTree(_ absence: Absence) async throws {
            try await Demo.serving { demo in
                try await demo.mount()
                let seen = try await demo.everything()
                try await demo.unmount()
                var environment: [String: String] = [:]
                switch absence {
                case .down: await demo.origin.stop()
                case .silent:
                    for service in [DemoService.api, .cdn] {
                        demo.origin.faults.add(DemoFault(on: service, times: .max, .neverAnswer))
                    }
                case .refusing:
                    demo.origin.revokeEverything()
                    environment["VIDFS_PASSWORD"] = "wrong"
                }
                let mounting = try await demo.vidfs("mount", demo.mountPoint, environment: environment)
                #expect(mounting.succeeded, "\(mounting)")
                #expect(mounting.duration < .seconds(3), "a start does not wait for the service")
                let listing = try await demo.run("ls", demo.sites)
                #expect(listing.succeeded && listing.duration < .seconds(1), "\(listing)")
                let shown = try await demo.everything()
                #expect(shown == seen)
                try await eventually("status tells it", within: .seconds(40)) {
                    let status = try await demo.vidfs("status", demo.mountPoint, "--json").text
                    return status.contains("\"stale\" : true") && !status.contains("\"staleReason\" : null")
                        && !status.contains("\"staleSince\" : null")
                }
                let told = try await demo.vidfs("status", demo.mountPoint)
                #expect(told.text.contains("may be out of date for "), "\(told)")
                if absence == .refusing { #expect(told.text.contains("vidfs login"), "\(told)") }
                let logs = try await demo.run(
                    "bash", "-c", "cat \"$1\"/log/* | grep -c 'serving what is known' || true", "bash",
                    demo.stateDirectory)
                #expect(logs.text == "1\n", "\(logs)")
                try await demo.unmount()
            }
        }

        @Test func withoutAKnownLibraryAMountFailsAsItDid() async throws {
            try await Demo.serving { demo in
                await demo.origin.stop()
                let mounting = try await demo.vidfs("mount", demo.mountPoint)
                #expect(mounting.end == .exited(69), "\(mounting)")
            }
        }

        @Test func aMountRecoversByItselfOnceTheServiceIsBack() async throws {
            try await Demo.serving { demo in
                let flags = ["--metadata-ttl", "1s"]
                try await demo.mount(flags)
                _ = try await demo.everything()
                try await demo.unmount()
                await demo.origin.stop()
                try await demo.mount(flags)
                _ = try await demo.run("ls", demo.sites)
                var configuration = DemoOrigin.Configuration()
                configuration.apiPort = try #require(
                    demo.origin.apiAddress.split(separator: ":").last.flatMap { Int($0) })
                configuration.cdnPort = try #require(
                    demo.origin.cdnAddress.split(separator: ":").last.flatMap { Int($0) })
                configuration.library.sites.append(DemoSite(id: 70, title: "New Site", isSeller: true))
                let back = try await DemoOrigin.start(configuration)
                let outcome: Result<Void, any Error>
                do {
                    outcome = .success(
                        try await eventually("what is new shows", within: .seconds(60)) {
                            try await demo.run("ls", demo.sites).lines.contains("New Site")
                        })
                } catch {
                    outcome = .failure(error)
                }
                let questions = back.journal.count { $0.service == .api && $0.path != "/oauth/token" }
                try await demo.unmount()
                await back.stop()
                try outcome.get()
                #expect(questions < 60, "a service that is back is not stormed")
            }
        }
    }
}

import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// What is the second service's own.
    @Suite struct PikselTests {
        private static let wrong: [MountFailureTests.Case] = [
            .init(
                what: "a wrong client secret", status: 77, remedies: ["client-secret"],
                environment: ["VIDFS_CLIENT_SECRET": "wrong"]),
            .init(
                what: "a wrong password", status: 77, remedies: ["password"],
                environment: ["VIDFS_PASSWORD": "wrong"]),
            .init(
                what: "an account that the registry does not know", status: 78, remedies: ["account"],
                environment: ["VIDFS_ACCOUNT": "nobody"]),
            .init(
                what: "an account that cannot be one", status: 78, remedies: ["account"],
                environment: ["VIDFS_ACCOUNT": "../x"]),
            .init(
                what: "a registry that is not there", status: 69, remedies: ["registry-url"],
                environment: ["VIDFS_REGISTRY_URL": "http://127.0.0.1:9"]),
            .init(
                what: "a registry that is none", status: 69, remedies: ["registry-url"],
                prepare: { $0.origin.faults.add(DemoFault(on: .registry, times: .max, .html)) }),
            .init(
                what: "no application", status: 77, remedies: ["client-id"],
                environment: ["VIDFS_CLIENT_ID": "", "VIDFS_CLIENT_SECRET": ""]),
            .init(
                what: "a user without a password", status: 77, remedies: ["password"],
                environment: ["VIDFS_PASSWORD": ""]),
        ]

        @Test("a mount fails because of", arguments: wrong)
        func fails(_ wrong: MountFailureTests.Case) async throws {
            try await Demo.serving(.piksel) { demo in
                try wrong.prepare(demo)
                let outcome = try await demo.start(
                    [Requirements.vidfs, "mount", demo.mountPoint], environment: wrong.environment
                ).outcome()
                outcome.expectFailure(wrong.status, remedies: wrong.remedies)
                #expect(try !demo.isMounted)
                print("\(wrong.what): \(outcome.errors.trimmingCharacters(in: .newlines).suffix(250))")
            }
        }

        @Test func theApplicationSignsInAsItselfAndAStatusSaysWhoThatIs() async throws {
            try await Demo.serving(.piksel) { demo in
                let flags = ["mount", demo.mountPoint]
                let mounting = try await demo.start(
                    [Requirements.vidfs] + flags,
                    environment: ["VIDFS_USERNAME": "", "VIDFS_PASSWORD": ""]
                ).outcome()
                try #require(mounting.succeeded, "\(mounting)")
                let listed = try await demo.run("ls", demo.sites)
                #expect(listed.lines == ["harbour", "lantern", "patterns"])
                let status = try await demo.vidfs("status", demo.mountPoint)
                #expect(status.text.contains("may read harbour, patterns, lantern"), "\(status)")
                let doctor = try await demo.vidfs("doctor")
                #expect(doctor.text.contains("accepted: 3 sites"), "\(doctor)")
                try await demo.unmount()
            }
        }

        @Test func listingEverythingAgainAfterARestartCostsAlmostNothing() async throws {
            try await Demo.mounted(.piksel) { demo in
                let isMetadata = { (entry: DemoJournal.Entry) in entry.service == .metadata }
                let first = try await demo.run("find", demo.mountPoint, "-printf", "%s %P\\n")
                #expect(demo.origin.journal.count(where: isMetadata) > 0)
                try await demo.unmount()
                demo.origin.journal.clear()
                try await demo.mount(["--metadata-ttl", "0"])
                let second = try await demo.run("find", demo.mountPoint, "-printf", "%s %P\\n")
                #expect(second.text == first.text)
                // For each of three tenants the service's description and three questions.
                #expect(demo.origin.journal.count(where: isMetadata) <= 12)
            }
        }

        @Test func aTenantOfTwentyThousandContentsListsWithinTheRequestsCalculated() async throws {
            try await Demo.serving(
                .piksel,
                {
                    $0.library = DemoLibrary(
                        sites: [], piksel: [DemoLibrary.pikselTenant(contents: 20_000, assetsPerContent: 5)])
                }
            ) { demo in
                try await demo.mount(["--metadata-ttl", "1h"])
                let archive = demo.sites + "/archive"
                let isMetadata = { (entry: DemoJournal.Entry) in entry.service == .metadata }
                let script = """
                    import os, sys
                    count = 0
                    for place, _, files in os.walk(sys.argv[1]):
                        for name in files:
                            count += os.lstat(os.path.join(place, name)).st_size > 0
                    print(count)
                    """
                let first = try await demo.python(script, [archive], within: .seconds(170))
                #expect(first.succeeded, "\(first)")
                let requests = demo.origin.journal.count(where: isMetadata)
                let paths = demo.origin.journal.entries.filter(isMetadata).map(\.path)
                print(Dictionary(paths.map { ($0, 1) }, uniquingKeysWith: +))
                // 200 pages of contents, 2,000 groups of ten contents' assets, and what tells whether they changed.
                #expect(requests <= 2_220)
                // An info.json for the tenant, 200 shows, 8 categories and 19,800 films, and 5 files for each film.
                #expect(first.lines.first.flatMap { Int($0) }.map { $0 >= 19_800 * 6 } == true, "\(first)")
                demo.origin.journal.clear()
                let second = try await demo.python(script, [archive], within: .seconds(170))
                #expect(second.lines == first.lines)
                #expect(demo.origin.journal.count(where: isMetadata) <= 3)
                print(
                    "20,000 contents, 100,000 assets: \(requests) requests in \(first.duration), "
                        + "again in \(second.duration)")
                try await demo.unmount()
            }
        }

        @Test func whatTheWindowOfARequestLimitAllowsIsNeverExceeded() async throws {
            try await Demo.mounted(.piksel, { $0.requestLimit = 20 }) { demo in
                _ = try await demo.run("find", demo.mountPoint)
                for server in [DemoService.metadata, .identity] {
                    #expect(demo.origin.journal.count { $0.service == server && $0.status == 429 } == 0)
                }
            }
        }
    }
}

import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// A library that is larger than the budget.
    @Suite struct WalkTests {
        /// 2 sites and 6 packages cost 9 requests, 12 videos as many as they are.
        private static func configure(_ configuration: inout DemoOrigin.Configuration) {
            configuration.library = .bulk(sites: 2, packages: 6, videos: 12)
            configuration.requestLimit = 8
            configuration.requestWindow = .seconds(4)
            configuration.tellsReset = true
        }

        @Test func aWalkReturnsWhatItCanAtOnceAndIsCompleteAsBudgetComes() async throws {
            try await Demo.mounted(keepsOriginals: false, Self.configure) { demo in
                let first = try await demo.run("find", demo.sites, within: .seconds(20))
                #expect(!first.succeeded)
                #expect(first.duration < .seconds(4), "\(first.duration)")
                #expect(!first.errorLines.isEmpty)
                #expect(first.errorLines.allSatisfy { $0.contains("Disk quota exceeded") }, "\(first)")
                #expect(first.lines.count > 3, "what it could be told is there")
                var walks = 0
                try await eventually("a walk is complete", within: .seconds(120)) {
                    walks += 1
                    try await Task.sleep(for: .milliseconds(500))
                    return try await demo.run("find", demo.sites).succeeded
                }
                let last = try await demo.run("find", demo.sites, "-name", "720p.mp4")
                #expect(last.lines.count == 12, "\(last)")
                let refused = demo.origin.journal.count { $0.status == 429 }
                #expect(refused == 0, "never one request beyond the limit")
                print("complete after \(walks) walks")
            }
        }

        @Test func whatWasLookedForIsFilledInWithoutAnotherLook() async throws {
            try await Demo.mounted(keepsOriginals: false, Self.configure) { demo in
                let packages = try await demo.run(
                    "find", demo.sites, "-maxdepth", "2", "-mindepth", "2", "-type", "d")
                let package = try #require(packages.lines.first)
                _ = try await demo.run("ls", package)
                // Nobody looks any more.
                try await eventually("both of its videos are asked for", within: .seconds(60)) {
                    demo.origin.journal.count { $0.path.hasPrefix("/videos/") } >= 2
                }
                demo.origin.journal.clear()
                let walk = try await demo.run("ls", "-lR", package)
                #expect(walk.succeeded, "\(walk)")
                #expect(
                    demo.origin.journal.count {
                        $0.service == .api && $0.path.hasPrefix("/videos/") && !$0.path.hasSuffix("/files")
                    } == 0)
            }
        }
    }
}

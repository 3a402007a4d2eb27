import Foundation
import Testing

extension SystemTests {
    /// What the metrics and a watched status say of a mount at work.
    @Suite struct MetricsTests {
        private static let film = ExpectedTree.film + "/files/720p.mp4"

        @Test func aFilmThatWasReadIsCountedOnce() async throws {
            try await Demo.mounted { demo in
                let before = try await demo.metrics()
                #expect(before["vidfs_links_total"] == 0)
                #expect(before["vidfs_read_seconds_count"] == 0)
                let read = try await demo.run("cat", demo.sites + "/" + Self.film)
                let length = Double(read.output.count)
                let after = try await demo.metrics()
                let served = ["memory", "network"].map { after["vidfs_read_bytes_total{source=\"\($0)\"}"] }
                #expect(served.reduce(0, +) == length)
                #expect(after["vidfs_cdn_bytes_total"] >= length)
                #expect(after["vidfs_cdn_requests_total"] >= 1)
                #expect(after["vidfs_links_total"] == 1)
                #expect(after["vidfs_link_renewals_total"] == 0)
                #expect(after["vidfs_read_seconds_count"] > 0)
                #expect(after["vidfs_read_seconds_sum"] > 0)
                #expect(after["vidfs_streams"] == 1)
                #expect(after["vidfs_buffered_bytes"] == length)
                #expect(after["vidfs_reads_waiting"] == 0)
                let counters = after.kinds.filter { $0.value == "counter" }.keys
                #expect(counters.allSatisfy { $0.hasSuffix("_total") }, "\(counters)")
            }
        }

        @Test func aReadThatFailsIsCountedUnderItsErrno() async throws {
            try await Demo.mounted { demo in
                let path = demo.sites + "/" + (try #require(ExpectedTree.denied.first).path)
                let before = try await demo.metrics()
                #expect(before[#"vidfs_errors_total{errno="EACCES"}"#] == 0)
                try await demo.expect("EACCES", of: "open(path, 'rb').read(1)", path)
                let after = try await demo.metrics()
                #expect(after[#"vidfs_errors_total{errno="EACCES"}"#] > 0)
                #expect(after[#"vidfs_errors_total{errno="EIO"}"#] == 0)
                #expect(after["vidfs_link_failures_total"] > 0)
            }
        }

        @Test func noTitleStandsInTheMetrics() async throws {
            try await Demo.mounted { demo in
                _ = try await demo.run("cat", demo.sites + "/" + Self.film)
                let text = try await demo.run("cat", demo.mountPoint + "/.vidfs/metrics").text
                let names = ExpectedTree.directories.flatMap { $0.split(separator: "/") }
                for name in Set(names).subtracting(["files", "subtitles"]) {
                    #expect(!text.contains(name), "\(name)")
                }
                #expect(!text.contains("http") && !text.contains("viewer"))
            }
        }

        @Test("a watch goes on until SIGINT, and that is no failure", arguments: [false, true])
        func watching(isJSON: Bool) async throws {
            try await Demo.mounted { demo in
                let arguments = ["status", "--watch", "0.1", demo.mountPoint] + (isJSON ? ["--json"] : [])
                let watch = try demo.start([Requirements.vidfs] + arguments)
                try await eventually("two reports", within: .seconds(30)) {
                    let text = watch.outputSoFar
                    return text.split(separator: isJSON ? "\n" : "\n\n").count >= 2
                }
                watch.signal(SIGINT)
                let outcome = try await watch.outcome()
                #expect(outcome.end == .exited(0), "\(outcome)")
                #expect(!outcome.text.contains("\u{1B}"))
                guard isJSON else { return #expect(outcome.text.contains("Rate        0 bytes/s served")) }
                for line in outcome.lines {
                    #expect(line.hasPrefix("{") && line.hasSuffix("}"), "\(line)")
                }
            }
        }

        @Test func aWatchSaysThatTheMountHasGone() async throws {
            try await Demo.mounted { demo in
                let watch = try demo.start([Requirements.vidfs, "status", "--watch=0.1", demo.mountPoint])
                try await watch.says("Rate")
                let unmounting = try await demo.vidfs("unmount", demo.mountPoint)
                #expect(unmounting.succeeded, "\(unmounting)")
                let outcome = try await watch.outcome()
                #expect(outcome.end == .exited(1), "\(outcome)")
                #expect(outcome.errorLines.count == 1 && outcome.errors.contains("has gone"), "\(outcome)")
                try await demo.mount()
            }
        }
    }
}

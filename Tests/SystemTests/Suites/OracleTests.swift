import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// Reads of chance under faults of chance, against an oracle that knows every byte.
    ///
    /// `VIDFS_ORACLE_READS` sets how many reads, in rounds of ``readsPerRound``; `VIDFS_SEED` the first round's
    /// seed. A round that fails names its seed, and `VIDFS_SEED=<seed>` alone runs that round.
    @Suite struct OracleTests {
        /// As many as end inside the suite's limit where a sanitizer makes them five times slower.
        private static let readsPerRound = 10_000
        private static let usualReads = 2 * readsPerRound
        private static let processes = 4
        private static let films = 4
        private static let filmLength: Int64 = (80 << 20) + 4_321

        private static let seeds: [UInt64] = {
            let environment = ProcessInfo.processInfo.environment
            let first = environment["VIDFS_SEED"].flatMap { UInt64($0) } ?? 1
            let reads = environment["VIDFS_ORACLE_READS"].flatMap { Int($0) } ?? usualReads
            let rounds = max(1, (reads + readsPerRound - 1) / readsPerRound)
            return (0..<UInt64(rounds)).map { first &+ $0 }
        }()

        private static let library: DemoLibrary = {
            let videos = (1...films).map { id in
                let media = DemoMedia.synthetic(seed: UInt64(id), length: filmLength + Int64(id))
                let file = DemoFile(quality: "720p", format: id % 2 == 0 ? "webm" : "mp4", media: media)
                return DemoVideo(id: id, title: "Film \(id)", duration: 3_600, files: [file])
            }
            let package = DemoPackage(id: 1, title: "Films", videos: videos)
            return DemoLibrary(sites: [DemoSite(id: 1, title: "Oracle", packages: [package])])
        }()

        @Test("no read of chance gets a wrong byte under faults of chance, seed", arguments: seeds)
        func readsAreRight(seed: UInt64) async throws {
            try await Demo.mounted(
                // Little memory, for what is there is asked for no more.
                flags: ["--request-limit", "1000000", "--memory-limit", "32MiB"],
                {
                    $0.library = Self.library
                    $0.requestLimit = nil
                }
            ) { demo in
                let readers = try (0..<Self.processes).map { number in
                    let reads = "\(Self.readsPerRound / Self.processes)"
                    let chance = "\(seed &* 1_000 &+ UInt64(number))"
                    return try demo.start(
                        ["python3", "-c", OracleReader.script, chance, reads] + Self.places(in: demo))
                }
                let planning = Task { try await Self.planFaults(in: demo, seed: seed) }
                var outcomes: [Outcome] = []
                for reader in readers { outcomes.append(try await reader.outcome(within: .seconds(160))) }
                planning.cancel()
                let planned = try await planning.value
                Self.judge(outcomes, seed: seed, planned: planned)
            }
        }

        /// Film and original of each, in turn.
        private static func places(in demo: Demo) -> [String] {
            (1...films).flatMap { id in
                let suffix = id % 2 == 0 ? "webm" : "mp4"
                return [
                    "\(demo.sites)/Oracle/Films/Film \(id)/files/720p.\(suffix)",
                    "\(demo.source)/media/\(id)/720p.\(suffix)",
                ]
            }
        }

        /// Puts new faults in the place of the old each time that so many requests have come, until it is
        /// cancelled.
        ///
        /// - Returns: how many there were.
        private static func planFaults(in demo: Demo, seed: UInt64) async throws -> Int {
            var faults = OracleFaults(seed: seed)
            var count = 0
            while !Task.isCancelled {
                let next = faults.next(films)
                demo.origin.faults.clear()
                for fault in next { demo.origin.faults.add(fault) }
                count += next.count
                demo.origin.journal.clear()
                _ = await demo.origin.journal.wait(for: 40) { $0.service == .cdn }
            }
            return count
        }

        private static func judge(_ outcomes: [Outcome], seed: UInt64, planned: Int) {
            var right = 0
            var failed = 0
            for outcome in outcomes {
                #expect(outcome.succeeded, "seed \(seed): \(outcome)")
                let numbers = (outcome.lines.last ?? "").split(separator: " ").compactMap { Int($0) }
                guard numbers.count == 3 else { continue }
                right += numbers[0]
                failed += numbers[1]
            }
            let words = outcomes.compactMap(\.lines.first).joined(separator: " ")
            print("seed \(seed): \(right) reads right, \(failed) failed \(words), \(planned) faults planned")
            #expect(right + failed == readsPerRound, "seed \(seed)")
            // Nearly every fault is one that a reader must not notice.
            #expect(failed < readsPerRound / 20, "seed \(seed)")
        }
    }
}

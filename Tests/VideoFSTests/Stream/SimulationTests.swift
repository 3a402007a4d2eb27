import Foundation
import Testing

@testable import VideoFS

/// The pure core under schedules of chance. `VIDFS_SCHEDULES` sets how many, `VIDFS_SEED` the first: a seed
/// that a failure names is run alone by `VIDFS_SEED=<seed> VIDFS_SCHEDULES=1`.
struct SimulationTests {
    @Test(
        "whatever happens in whatever order, no reader gets a wrong byte, waits for ever or takes others' memory"
    )
    func schedules() async throws {
        // Fresh pages for every block of every schedule would take most of the time.
        AllocatorSettings.keepFreedMemory()
        let environment = ProcessInfo.processInfo.environment
        let count = environment["VIDFS_SCHEDULES"].flatMap { UInt64($0) } ?? 10_000
        let first = environment["VIDFS_SEED"].flatMap { UInt64($0) } ?? 1
        let (complaints, answered) = await withTaskGroup(of: ([String], Int).self) { group in
            let workers = UInt64(max(ProcessInfo.processInfo.activeProcessorCount, 1))
            for worker in 0..<workers {
                group.addTask {
                    await Self.run(stride(from: first + worker, to: first + count, by: Int(workers)))
                }
            }
            return await group.reduce(into: ([] as [String], 0)) { sum, part in
                sum.0 += part.0
                sum.1 += part.1
            }
        }
        for complaint in complaints.prefix(10) { Issue.record("\(complaint)") }
        #expect(answered > Int(count))
    }

    @concurrent private static func run(_ seeds: StrideTo<UInt64>) async -> ([String], Int) {
        var complaints: [String] = []
        var answered = 0
        for seed in seeds {
            var simulation = Simulation(seed: seed)
            if let complaint = simulation.run(steps: 60) { complaints.append(complaint) }
            answered += simulation.answered
            // Other tests wait for these very threads.
            await Task.yield()
        }
        return (complaints, answered)
    }
}

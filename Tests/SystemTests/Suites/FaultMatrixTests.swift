import DemoOrigin
import Testing

extension SystemTests {
    /// What a CDN does to a reader, cell by cell.
    @Suite struct FaultMatrixTests {
        @Test("a reader gets right bytes or the documented errno, in time", arguments: FaultMatrix.cells)
        func ends(_ cell: FaultCell) async throws {
            let outcome = try #require(
                try await FaultMatrixRun.outcomes.value[cell.id], "the reader hangs: \(cell.faults)")
            let allowed = cell.mayEndWith.sorted()
            #expect(allowed.contains(outcome.word), "\(cell.faults)")
            #expect(outcome.seconds < cell.deadline)
            #expect(outcome.hits, "a fault of this cell hit no request: \(cell.faults)")
            print("\(cell.name): \(outcome.word) after \(outcome.seconds) s")
        }

        @Test("every fault is there at every place, or there is a reason why not")
        func isComplete() {
            for kind in FaultKind.allCases {
                for place in FaultPlace.allCases {
                    let cells = FaultMatrix.cells.filter { $0.kind == kind && $0.place == place }
                    let reason = FaultMatrix.missing[kind]?[place]
                    #expect(cells.count == (reason == nil ? FaultTimes.allCases.count : 0))
                    #expect(cells.allSatisfy { !$0.faults.isEmpty && !$0.mayEndWith.isEmpty })
                }
            }
        }
    }
}

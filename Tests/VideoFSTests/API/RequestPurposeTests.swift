import Testing

@testable import VideoFS

/// What a request is for comes with the task, also where callers share one flight.
@Suite(.timeLimit(.minutes(1)))
struct RequestPurposeTests {
    @Test("a question is refused for its task's purpose alone")
    func isOfTheTask() async throws {
        let fixture = try APIClientFixture(limit: 10, .json("{}"))
        let errors = { (purpose: RequestPurpose, count: Int) in
            await RequestPurpose.$current.withValue(purpose) {
                var errors = 0
                for _ in 0..<count where await fixture.error() != nil { errors += 1 }
                return errors
            }
        }
        #expect(await errors(.background, 8) == 3)
        #expect(fixture.client.condition.lastError == nil)
        #expect(await errors(.browsing, 8) == 6)
        #expect(await errors(.opening, 8) == 7)
        #expect(await errors(.playing, 8) == 6)
        #expect(fixture.questions.count == 10)
    }

    @Test("who joins a flight that was refused for its purpose flies on his own")
    func joins() async throws {
        let flights = Flights<Int, RequestPurpose>()
        let begun = Counter()
        let gate = AsyncStream<Void>.makeStream()
        let work = { @Sendable () async throws(ServiceError) -> RequestPurpose in
            _ = begun.add()
            guard RequestPurpose.current == .background else { return .current }
            for await _ in gate.stream { break }
            throw .budgetSpent(until: nil)
        }
        let background = RequestPurpose.$current.withValue(.background) {
            Task { try? await flights.value(of: 1, work) }
        }
        while begun.value == 0 { await Task.yield() }
        let browsing = Task { try? await flights.value(of: 1, work) }
        let second = RequestPurpose.$current.withValue(.background) {
            Task { try? await flights.value(of: 1, work) }
        }
        // The others have joined, or come when the first is over.
        for _ in 0..<100 { await Task.yield() }
        gate.continuation.yield()
        gate.continuation.finish()
        #expect(await background.value == nil)
        #expect(await browsing.value == .browsing)
        _ = await second.value
    }
}

import Testing

@testable import VideoFS

@Suite("A budget that is spent for one purpose", .timeLimit(.minutes(1)))
struct CatalogPurposeTests {
    let fixture = CatalogFixture()
    var catalog: Catalog { fixture.catalog }
    var service: StubService { fixture.service }

    @Test("is remembered for that purpose and those less urgent")
    func remembers() {
        let failure = FailedAttempt(.budgetSpent(until: nil), at: CatalogFixture.start, for: .browsing)
        for (purpose, isRemembered) in [
            (RequestPurpose.background, true), (.browsing, true), (.opening, false), (.playing, false),
        ] {
            #expect(failure.isRemembered(at: CatalogFixture.start, for: purpose) == isRemembered)
        }
        let other = FailedAttempt(.timedOut, at: CatalogFixture.start, for: .background)
        #expect(other.isRemembered(at: CatalogFixture.start, for: .playing))
    }

    @Test("does not answer somebody who waits")
    func doesNotAnswerOthers() async throws {
        service.reply(.failure(.budgetSpent(until: nil)), to: .video("7"))
        await #expect(throws: CatalogError.budgetSpent(until: nil)) {
            try await RequestPurpose.$current.withValue(.background) { try await catalog.video("7") }
        }
        service.reply(.record(.sample(video: "7")), to: .video("7"))
        await #expect(throws: CatalogError.budgetSpent(until: nil)) {
            try await RequestPurpose.$current.withValue(.background) { try await catalog.video("7") }
        }
        await #expect(throws: Never.self) { try await catalog.video("7") }
    }

    @Test("does not refuse somebody who joined the question")
    func doesNotRefuseJoiners() async throws {
        service.reply(.failure(.budgetSpent(until: nil)), to: .video("7"))
        service.hold()
        let background = RequestPurpose.$current.withValue(.background) {
            Task { [catalog] in try await catalog.video("7") }
        }
        await CatalogFixture.eventually { service.asked.count == 1 }
        let browsing = Task { [catalog] in try await catalog.video("7") }
        await CatalogFixture.eventually { fixture.clock.sleepers == 2 }
        service.release()
        _ = try? await background.value
        _ = try? await browsing.value
        // Each asked for himself; what the second answer is does not matter.
        #expect(service.asked.count == 2)
    }
}

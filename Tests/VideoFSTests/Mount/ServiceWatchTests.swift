import Testing

@testable import VideoFS

struct ServiceWatchTests {
    @Test("a lost sign-in is told once, with its remedy, and again only after it was found")
    func tellsALostSignIn() {
        var watch = ServiceWatch()
        var condition = ServiceCondition()
        let good = watch.look(at: condition)
        #expect(good.isEmpty)
        condition.signedOut = "the grant is revoked"
        let first = watch.look(at: condition)
        #expect(first.count == 1)
        #expect(first.first?.contains("the grant is revoked; run 'vidfs login'") == true)
        condition.signedOut = "in other words"
        let second = watch.look(at: condition)
        #expect(second.isEmpty)
        condition.signedOut = nil
        _ = watch.look(at: condition)
        condition.signedOut = "again"
        let third = watch.look(at: condition)
        #expect(third.count == 1)
        #expect(StatusDocument.API(condition).lastError?.contains("vidfs login") == true)
    }

    @Test func eachWarningIsToldOnce() {
        var watch = ServiceWatch()
        var condition = ServiceCondition()
        condition.warning = "The disk is full."
        let sentences = (0..<3).map { _ in watch.look(at: condition) }
        #expect(sentences == [["The disk is full."], [], []])
        condition.warning = "It is read-only."
        let next = watch.look(at: condition)
        #expect(next == ["It is read-only."])
    }
}

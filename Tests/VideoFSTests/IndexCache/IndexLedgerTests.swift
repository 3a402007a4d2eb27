import Testing

@testable import VideoFS

struct IndexLedgerTests {
    @Test("beyond the limit those that were not used for longest go, and no more than a tenth too many")
    func evicts() {
        var ledger = IndexLedger(limit: 100)
        for name in 0..<10 {
            let gone = ledger.record("\(name)", length: 10)
            #expect(gone == [])
        }
        #expect(ledger.total == 100)
        _ = ledger.use("0")
        let gone = ledger.record("new", length: 10)
        #expect(gone == ["1", "2"])
        #expect(ledger.total == 90)
        #expect(ledger.holds("0"))
    }

    @Test("the total follows what is written anew and removed")
    func total() {
        var ledger = IndexLedger(limit: 100)
        _ = ledger.record("a", length: 40)
        _ = ledger.record("a", length: 10)
        _ = ledger.record("b", length: 5)
        ledger.remove("a")
        ledger.remove("c")
        #expect(ledger.total == 5)
        #expect(!ledger.holds("a"))
    }

    @Test("a file that alone is larger than the limit stays until the next one comes")
    func tooLarge() {
        var ledger = IndexLedger(limit: 100)
        let first = ledger.record("a", length: 500)
        let second = ledger.record("b", length: 5)
        #expect(first == [])
        #expect(second == ["a"])
    }

    @Test("being the last one used again is no news")
    func repeatedUse() {
        var ledger = IndexLedger(limit: 100)
        _ = ledger.record("a", length: 1)
        _ = ledger.record("b", length: 1)
        let news = ["a", "a", "nobody"].map { ledger.use($0) }
        #expect(news == [true, false, false])
    }
}

import Testing

@testable import VideoFS

@Suite("A table of words")
struct WordTableTests {
    @Test("a word keeps its number for as long as it is there")
    func numbers() {
        var table = WordTable()
        let first = table.insert(Array("one".utf8))
        let second = table.insert(Array("two".utf8))
        let again = table.insert(Array("one".utf8))
        #expect(first.isNew && second.isNew && !again.isNew)
        #expect(again.number == first.number && second.number != first.number)
        #expect(table.text(second.number) == "two")
        #expect(table.number(of: Array("three".utf8)) == nil)
        table.remove(first.number)
        #expect(table.number(of: Array("one".utf8)) == nil)
        #expect(table.number(of: Array("two".utf8)) == second.number)
        let third = table.insert(Array("three".utf8))
        #expect(third.number == first.number)
        #expect(table.capacity == 2)
    }

    @Test("words of any length come back", arguments: [0, 1, 127, 128, 16_383, 16_384, 100_000])
    func lengths(length: Int) {
        var table = WordTable()
        let word = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7) }
        _ = table.insert([1, 2, 3])
        let number = table.insert(word).number
        _ = table.insert([4])
        #expect(table.word(number) == word)
        #expect(table.number(of: word) == number)
    }

    @Test("a table is what a dictionary would be after 100,000 random steps", arguments: 0..<4)
    func model(seed: UInt64) {
        var generator = Chance(seed: seed)
        var table = WordTable()
        var model: [String: Int] = [:]
        for step in 0..<100_000 {
            // Few words, so that they come and go; long ones, so that removed bytes are cleared away.
            let text = "\(Int.random(in: 0..<3_000, using: &generator)) and some more bytes"
            let word = Array(text.utf8)
            if Bool.random(using: &generator) {
                let (number, isNew) = table.insert(word)
                #expect(isNew == (model[text] == nil))
                model[text] = model[text] ?? number
            } else if let number = table.number(of: word) {
                table.remove(number)
                #expect(model.removeValue(forKey: text) == number)
            } else {
                #expect(model[text] == nil)
            }
            guard step.isMultiple(of: 9_973) || step == 99_999 else { continue }
            #expect(table.count == model.count)
            #expect(model.allSatisfy { table.number(of: Array($0.key.utf8)) == $0.value })
            #expect(Set(table.numbers) == Set(model.values))
        }
        #expect(table.footprint < 3_000 * 150)
    }

    @Test("a hundred thousand identifiers take 20 bytes each, and 20 more while the table grows")
    func footprint() {
        var table = WordTable()
        for number in 0..<100_000 { _ = table.insert(Array("v\(number)".utf8)) }
        #expect(table.footprint < 100_000 * 40)
    }
}

/// Chance that can be repeated (splitmix64: Steele, Lea, Flood 2014).
private struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

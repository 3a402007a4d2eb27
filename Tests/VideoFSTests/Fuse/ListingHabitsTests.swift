import Testing

@testable import VideoFS

@Suite("Whether a listing comes with attributes")
struct ListingHabitsTests {
    private var habits = ListingHabits()

    private static func directory(_ number: Int) -> InodeNumber { InodeNumber(rawValue: UInt64(number)) }

    @Test("the first directory of a reader comes with attributes")
    mutating func first() {
        let answers = [
            habits.answer(listing: Self.directory(5), isStart: true, by: 1),
            habits.answer(listing: Self.directory(5), isStart: true, by: 2),
        ]
        #expect(answers == [.attributes, .attributes])
    }

    @Test("who only lists gets names from the second directory on")
    mutating func onlyNames() {
        let answers = (5..<10).map { habits.answer(listing: Self.directory($0), isStart: true, by: 1) }
        #expect(answers == [.attributes, .names, .names, .names, .names])
    }

    @Test("who looks into what is listed gets attributes in the next directory")
    mutating func attributes() {
        let answers = (5..<9).map { number in
            let answer = habits.answer(listing: Self.directory(number), isStart: true, by: 1)
            if number > 6 { habits.lookedUp(in: Self.directory(number)) }
            return answer
        }
        #expect(answers == [.attributes, .names, .names, .attributes])
    }

    @Test("a look into another directory than the one listed last says nothing of the reader")
    mutating func elsewhere() {
        _ = habits.answer(listing: Self.directory(5), isStart: true, by: 1)
        habits.lookedUp(in: Self.directory(4))
        let answer = habits.answer(listing: Self.directory(6), isStart: true, by: 1)
        #expect(answer == .names)
    }

    @Test("all pieces of a directory come like its first, until it is begun again")
    mutating func pieces() {
        _ = habits.answer(listing: Self.directory(5), isStart: true, by: 1)
        _ = habits.answer(listing: Self.directory(6), isStart: true, by: 1)
        habits.lookedUp(in: Self.directory(6))
        let piece = habits.answer(listing: Self.directory(6), isStart: false, by: 1)
        #expect(piece == .names)
        let again = habits.answer(listing: Self.directory(6), isStart: true, by: 1)
        #expect(again == .attributes)
    }

    @Test("of many readers those that listed last are remembered")
    mutating func bounded() {
        for reader in 0..<Int32(ListingHabits.memory + 1) {
            _ = habits.answer(listing: Self.directory(5), isStart: true, by: reader)
        }
        let answers = [
            habits.answer(listing: Self.directory(6), isStart: true, by: Int32(ListingHabits.memory)),
            habits.answer(listing: Self.directory(6), isStart: true, by: 0),
        ]
        #expect(answers == [.names, .attributes])
    }
}

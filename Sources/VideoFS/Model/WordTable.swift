/// Byte strings, each once and under a small number, in a fraction of the memory of a dictionary.
///
/// A library of a hundred thousand videos has a hundred thousand identifiers and as many names, and what is
/// kept of each should be its bytes and little else: here 12 bytes more, where a dictionary of strings takes
/// from 60 to 120. Columns beside the table, indexed by number, hold what belongs to a word.
struct WordTable: Sendable {
    /// Words one behind the other, each after its length. What was removed stays until it is half of all.
    private var bytes: [UInt8] = []
    /// Where the word of each number begins.
    private var starts: [UInt32] = []
    /// Numbers to be given again.
    private var free: [UInt32] = []
    /// Where a word is sought: open addressing with linear probing; a number plus one, or 0.
    private var slots: [UInt32] = []
    /// Of ``bytes``: how many belong to words that were removed.
    private var garbage = 0

    /// Differs from process to process, so that nobody can choose words that all fall on one place.
    private static let seed = UInt64.random(in: .min ... .max)

    private static let removed = UInt32.max

    /// Words in the table.
    var count: Int { starts.count - free.count }

    /// One more than the largest number ever given: the length that a column needs.
    var capacity: Int { starts.count }

    /// The number of a word that is in the table.
    func number(of word: [UInt8]) -> Int? {
        guard !slots.isEmpty else { return nil }
        var place = place(of: word)
        while slots[place] != 0 {
            let number = Int(slots[place] - 1)
            if isWord(number, word) { return number }
            place = next(place)
        }
        return nil
    }

    /// The word's number; a new one, below ``capacity``, where it was not there.
    mutating func insert(_ word: [UInt8]) -> (number: Int, isNew: Bool) {
        if let number = number(of: word) { return (number, false) }
        if (count + 1) * 4 > slots.count * 3 { rebuildSlots(for: count + 1) }
        let number = take(start: bytes.count)
        Self.write(word.count, to: &bytes)
        bytes.append(contentsOf: word)
        occupy(number)
        return (number, true)
    }

    /// Takes a word out; its number may stand for another one afterwards.
    mutating func remove(_ number: Int) {
        vacate(number)
        let length = range(of: number).count
        garbage += length + Self.lengthOfLength(length)
        starts[number] = Self.removed
        free.append(UInt32(number))
        if garbage > 1 << 16, garbage > bytes.count / 2 { compact() }
    }

    /// The word of a number that is in use.
    func word(_ number: Int) -> [UInt8] {
        Array(bytes[range(of: number)])
    }

    func text(_ number: Int) -> String {
        String(decoding: bytes[range(of: number)], as: UTF8.self)
    }

    func isInUse(_ number: Int) -> Bool {
        starts[number] != Self.removed
    }

    /// The numbers in use.
    var numbers: some Sequence<Int> {
        starts.indices.lazy.filter { starts[$0] != Self.removed }
    }

    /// Bytes of memory, about.
    var footprint: Int {
        bytes.capacity + 4 * (starts.capacity + free.capacity + slots.capacity)
    }
}

// MARK: - Bytes

extension WordTable {
    private func range(of number: Int) -> Range<Int> {
        let (length, start) = Self.length(in: bytes, at: Int(starts[number]))
        return start..<start + length
    }

    private func isWord(_ number: Int, _ word: [UInt8]) -> Bool {
        let range = range(of: number)
        guard range.count == word.count else { return false }
        for place in 0..<word.count where bytes[range.lowerBound + place] != word[place] { return false }
        return true
    }

    private mutating func take(start: Int) -> Int {
        if let number = free.popLast() {
            starts[Int(number)] = UInt32(start)
            return Int(number)
        }
        starts.append(UInt32(start))
        return starts.count - 1
    }

    private mutating func compact() {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count - garbage)
        for number in starts.indices where isInUse(number) {
            let word = bytes[range(of: number)]
            starts[number] = UInt32(kept.count)
            Self.write(word.count, to: &kept)
            kept.append(contentsOf: word)
        }
        bytes = kept
        garbage = 0
    }

    /// Seven bits in each byte, the lowest first; the highest bit says that another byte follows.
    static func write(_ length: Int, to bytes: inout [UInt8]) {
        var rest = length
        while rest > 0x7f {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// - Returns: a length and where what has that length begins.
    static func length(in bytes: [UInt8], at start: Int) -> (length: Int, end: Int) {
        var place = start
        var length = 0
        var shift = 0
        while bytes[place] & 0x80 != 0 {
            length |= Int(bytes[place] & 0x7f) << shift
            shift += 7
            place += 1
        }
        return (length | Int(bytes[place]) << shift, place + 1)
    }

    private static func lengthOfLength(_ length: Int) -> Int {
        max(1, (Int.bitWidth - length.leadingZeroBitCount + 6) / 7)
    }
}

// MARK: - Places

extension WordTable {
    /// FNV-1a from a secret start, and a final mix that carries every byte into the high bits, which
    /// ``place(of:)`` uses.
    static func hash(_ word: some Sequence<UInt8>) -> UInt64 {
        var hash = seed
        for byte in word { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash ^= hash >> 32
        hash = hash &* 0xff51_afd7_ed55_8ccd
        return hash ^ hash >> 29
    }

    /// The upper half of a product in place of a remainder: any number of slots will do, so that the table
    /// grows by half and not to the double.
    static func place(of hash: UInt64, among slots: Int) -> Int {
        Int(hash.multipliedFullWidth(by: UInt64(slots)).high)
    }

    private func place(of word: [UInt8]) -> Int {
        Self.place(of: Self.hash(word), among: slots.count)
    }

    private func next(_ place: Int) -> Int {
        place + 1 == slots.count ? 0 : place + 1
    }

    /// Where the word of a number is sought first.
    private func home(of number: Int) -> Int {
        Self.place(of: Self.hash(bytes[range(of: number)]), among: slots.count)
    }

    private mutating func occupy(_ number: Int) {
        var place = home(of: number)
        while slots[place] != 0 { place = next(place) }
        slots[place] = UInt32(number + 1)
    }

    /// Takes a number out and moves up those behind it that would no longer be found: Knuth, The Art of
    /// Computer Programming 3, 6.4, algorithm R.
    private mutating func vacate(_ number: Int) {
        var hole = home(of: number)
        while slots[hole] != UInt32(number + 1) { hole = next(hole) }
        var place = next(hole)
        while slots[place] != 0 {
            let home = home(of: Int(slots[place] - 1))
            let fromHome = place >= home ? place - home : place + slots.count - home
            let fromHole = place >= hole ? place - hole : place + slots.count - hole
            if fromHome >= fromHole {
                slots[hole] = slots[place]
                hole = place
            }
            place = next(place)
        }
        slots[hole] = 0
    }

    private mutating func rebuildSlots(for count: Int) {
        slots = Array(repeating: 0, count: max(count * 2, 16))
        for number in starts.indices where isInUse(number) { occupy(number) }
    }
}

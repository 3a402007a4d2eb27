/// The names under which the titles of one directory stand side by side.
///
/// Titles are served in the order of their identifiers, lowest first. Each name follows from the titles
/// before it alone, so what arrives later, with a higher identifier, changes none. Names that differ in
/// case or in the way an accent is written count as equal.
struct SiblingNames: Sendable {
    /// In the order of the entries given.
    let names: [FileName]

    /// Bytes of an identifier that a name shows. A UUID has 36.
    private static let longestIdentifier = 64

    /// One title of the directory.
    struct Entry: Sendable {
        var id: String
        var name: FileName
        /// What the service itself would add where another has the same name: `Title~word`. The identifier
        /// where it has none: `Title [id]`.
        var distinction: String?

        fileprivate var suffix: String {
            let word = FileName(title: distinction ?? id, key: nil, rules: .portable).text
            let shown = word.prefix(fitting: SiblingNames.longestIdentifier)
            return distinction == nil ? " [\(shown)]" : "~\(shown)"
        }
    }

    /// - Parameters:
    ///   - entries: what the directory holds, in any order.
    ///   - reserved: the directory's own files, which keep their names whatever a title says.
    init(_ entries: [Entry], reserved: Reserved = .directoryFiles) {
        var taken = Taken(reserved)
        var names = entries.map(\.name)
        let ranks = entries.indices.map { Rank(entries[$0].id, position: $0) }
        for rank in ranks.sorted() {
            names[rank.position] = Self.settle(entries[rank.position], among: &taken, reserved: reserved)
        }
        self.names = names
    }

    private static func settle(
        _ entry: Entry, among taken: inout Taken, reserved: Reserved
    ) -> FileName {
        if !reserved.covers(entry.name), taken.take(entry.name) { return entry.name }
        let suffix = entry.suffix
        let suffixed = entry.name.appending(suffix)
        if taken.take(suffixed) { return suffixed }
        return taken.takeNumbered(after: suffixed) { entry.name.appending("\(suffix) [\($0)]") }
    }
}

extension SiblingNames {
    /// Names that a directory's own files hold before any title does.
    struct Reserved: Sendable {
        /// Without regard to case.
        var names: Set<String>
        /// Beginnings that no title may stand under, without regard to case.
        var prefixes: [String]

        /// Only a service's reply tells the format of a picture, so every name it could get is held.
        static let directoryFiles = Reserved(names: ["info.json"], prefixes: ["thumbnail."])
        static let none = Reserved(names: [], prefixes: [])

        fileprivate func covers(_ name: FileName) -> Bool {
            let folded = name.folded
            return prefixes.contains { folded.hasPrefix($0.lowercased()) }
        }
    }

    /// The names of a directory that are spoken for.
    struct Taken {
        private var folded: Set<String>
        private var next: [String: Int] = [:]

        init(_ reserved: Reserved = .none) {
            self.folded = Set(reserved.names.map { $0.lowercased() })
        }

        /// - Returns: whether the name was free.
        mutating func take(_ name: FileName) -> Bool {
            folded.insert(name.folded).inserted
        }

        /// Takes the first free name of a series counted from 2.
        ///
        /// - Parameters:
        ///   - name: what the series is a series of. Where it was continued before, it goes on from there:
        ///     counting from 2 each time would make a thousand equal titles cost a million look-ups.
        ///   - make: gives the name of a number; two numbers never get the same one.
        /// - Returns: the name taken.
        mutating func takeNumbered(after name: FileName, _ make: (Int) -> FileName) -> FileName {
            let series = name.folded
            var number = next[series, default: 2]
            var candidate = make(number)
            while !take(candidate) {
                number += 1
                candidate = make(number)
            }
            next[series] = number + 1
            return candidate
        }
    }

    /// Where an identifier stands: numbers by their value and before all others, others by length and
    /// then by bytes. Of any length, so nothing is converted to an integer.
    private struct Rank: Comparable {
        let position: Int
        private let isNumber: Bool
        private let digits: [UInt8]
        private let id: [UInt8]

        init(_ id: String, position: Int) {
            self.position = position
            self.id = Array(id.utf8)
            let zero = UInt8(ascii: "0")
            self.isNumber = !id.isEmpty && self.id.allSatisfy { (zero...zero + 9).contains($0) }
            self.digits = isNumber ? Array(self.id.drop { $0 == zero }) : self.id
        }

        static func < (left: Rank, right: Rank) -> Bool {
            if left.isNumber != right.isNumber { return left.isNumber }
            if left.digits.count != right.digits.count { return left.digits.count < right.digits.count }
            if left.digits != right.digits { return left.digits.lexicographicallyPrecedes(right.digits) }
            if left.id.count != right.id.count { return left.id.count < right.id.count }
            return left.position < right.position
        }
    }
}

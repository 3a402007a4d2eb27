/// Reads short texts of digits and separators from the front.
///
/// A regular expression would be compiled anew at each use, which costs more than a whole document: a tenant of
/// 20,000 contents has 60,000 times in it.
struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: some StringProtocol) {
        rest = Substring(text).utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// - Returns: a number of at least and at most so many digits, as many as there are; otherwise nothing is
    ///   taken.
    mutating func number(digits: ClosedRange<Int>) -> Int64? {
        let run = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }.prefix(digits.upperBound)
        guard digits ~= run.count, let number = Int64(Substring(run)) else { return nil }
        rest = rest.dropFirst(run.count)
        return number
    }

    /// - Returns: whether one of the characters came next; it is taken.
    mutating func take(_ characters: String) -> Bool {
        guard let next = rest.first, characters.utf8.contains(next) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// - Returns: whether that word came next; it is taken.
    mutating func take(word: String) -> Bool {
        guard rest.starts(with: word.utf8) else { return false }
        rest = rest.dropFirst(word.utf8.count)
        return true
    }

    mutating func skipSpace() {
        rest = rest.drop { $0 == UInt8(ascii: " ") || 0x09...0x0d ~= $0 }
    }

    mutating func skipDigits() {
        rest = rest.drop { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}

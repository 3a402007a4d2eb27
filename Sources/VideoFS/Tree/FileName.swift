/// A name that is safe for one directory entry.
///
/// Never empty, never `.` or `..`, at most ``maximumLength`` bytes of UTF-8, in NFC, visible, without `/`
/// and without control characters. ``NameRules`` says what else is kept out. Making a name of a name
/// gives the same name.
struct FileName: Hashable, Sendable, CustomStringConvertible {
    /// Bytes; `NAME_MAX` of Linux, and the limit of NTFS and exFAT for names in plain ASCII.
    static let maximumLength = 255

    let text: String

    /// Makes a name of the title, else of the key, else `untitled`.
    ///
    /// - Parameters:
    ///   - title: what the service calls it. Of any length and content.
    ///   - key: the service's own short word, used where nothing of the title can be seen.
    ///   - rules: what is kept out of names.
    init(title: String?, key: String?, rules: NameRules) {
        self.text = rules.entryName(from: title) ?? rules.entryName(from: key) ?? "untitled"
    }

    private init(trusted text: String) {
        self.text = text
    }

    /// The name with `suffix` at its end; where both do not fit, the name is cut and the suffix is not.
    ///
    /// - Parameter suffix: what was made safe already, shorter than ``maximumLength``, and beginning with a
    ///   character that composes with nothing before it, such as a space or a dot.
    /// - Returns: a name that ends in the suffix.
    func appending(_ suffix: String) -> FileName {
        let room = max(0, Self.maximumLength - suffix.utf8.count)
        return FileName(trusted: NameRules.cut(text, to: room) + suffix)
    }

    /// What two names share when a file system that ignores case cannot hold both.
    ///
    /// Every such file system folds in a way of its own. Down, up and down again reaches full folding
    /// (`ẞ`, `ß` and `SS`; `ς` and `Σ`) and a little more; a pair held equal without need costs a suffix,
    /// a pair missed costs a file. `String` compares by canonical equivalence, which is the rest of it.
    var folded: String {
        // ASCII has one way to be folded.
        text.utf8.allSatisfy { $0 < 0x80 } ? text.lowercased() : text.lowercased().uppercased().lowercased()
    }

    var description: String { text }
}

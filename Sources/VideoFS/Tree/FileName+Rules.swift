internal import Foundation

/// What is kept out of names.
enum NameRules: String, Sendable {
    /// A copy to exFAT, NTFS or a Samba share works too.
    case portable
    /// Only what no Linux file system can hold.
    case posix
}

extension NameRules {
    /// Makes a safe name of any text.
    ///
    /// - Returns: `nil` when nothing of it could be seen.
    func entryName(from raw: String?) -> String? {
        guard let raw else { return nil }
        return isPlain(raw) ? raw : safeName(from: raw)
    }

    /// Whether a text obviously is a safe name as it stands. Most titles are, and all that is done to the others
    /// costs a hundred times as much.
    private func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count <= FileName.maximumLength, let first = bytes.first, let last = bytes.last,
            !Self.isEdge(first), !Self.isEdge(last)
        else { return false }
        let plain = Self.plain
        // A device of Windows has at most seven bytes before the first dot, spaces not counted.
        var stem = 0
        var isPastStem = false
        for byte in bytes {
            guard plain[Int(byte)] else { return false }
            if byte == UInt8(ascii: "."), !isPastStem {
                guard stem > 7 else { return false }
                isPastStem = true
            }
            if byte != UInt8(ascii: " ") { stem += 1 }
        }
        return stem > 7
    }

    private static func isEdge(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: ".")
    }

    /// By byte: what every set of rules leaves alone in the middle of a name.
    private static let plain: [Bool] = (0...255).map { byte in
        (0x20..<0x7F).contains(byte) && !#"/\:*?"<>|"#.unicodeScalars.contains { Int($0.value) == byte }
    }

    /// ``entryName(from:)`` for any text, with all the rules.
    func safeName(from raw: String) -> String? {
        let text = Self.legible(raw)
        guard Self.isVisible(text) else { return nil }
        let name =
            switch self {
            case .posix: Self.posix(text).prefix(fitting: FileName.maximumLength)
            case .portable: Self.cut(Self.portable(text), to: FileName.maximumLength)
            }
        // The cut can also leave nothing but the spaces in front of a word.
        return Self.isVisible(name) ? name : nil
    }

    private static func posix(_ text: String) -> String {
        switch text {
        case ".": "_"
        case "..": "__"
        default: replacing(in: text) { $0 == "/" }
        }
    }

    private static func portable(_ text: String) -> String {
        let plain = replacing(in: text) { #"/\:*?"<>|"#.unicodeScalars.contains($0) }
        return disarmed(frontReplaced(endReplaced(plain)))
    }

    /// Cuts what is portable so that it stays portable: a dot or a space may come to stand at the end, and
    /// of `com1` with a character too long to keep only a device remains.
    static func cut(_ text: String, to limit: Int) -> String {
        text.utf8.count > limit ? disarmed(endReplaced(text.prefix(fitting: limit))) : text
    }

    // MARK: - Text

    /// Bytes of a text that can matter to its name. Composing makes text shorter by at most a factor of
    /// three (UAX #15), so this is ample, and a title of megabytes costs no more than one of 4 KiB.
    private static let longestSource = 4_096

    /// The text without characters that nobody sees, in NFC. They go first: between a letter and its
    /// accent they would keep the two apart.
    private static func legible(_ raw: String) -> String {
        var kept = String.UnicodeScalarView()
        var length = 0
        for scalar in raw.unicodeScalars where !isRemoved(scalar) {
            kept.append(scalar)
            length += UTF8.width(scalar)
            if length > longestSource { break }
        }
        return String(kept).precomposedStringWithCanonicalMapping
    }

    private static func isRemoved(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        case .unassigned: return scalar.properties.isNoncharacterCodePoint
        // Byte-order marks, directions, invisible operators. Not the Arabic number signs: those are ink.
        case .format: return scalar.properties.isDefaultIgnorableCodePoint && !isJoinerOrTag(scalar)
        default: return false
        }
    }

    /// Joiners shape Persian, the scripts of India and emoji; tags spell the flags of Scotland and Wales.
    private static func isJoinerOrTag(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200C, 0x200D, 0xE0020...0xE007F: true
        default: false
        }
    }

    private static func isVisible(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    /// Works on scalars: a `/` with an accent on it is another character but the same byte.
    private static func replacing(in text: String, where isForbidden: (Unicode.Scalar) -> Bool) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            result.append(isForbidden(scalar) ? "_" : scalar)
        }
        return String(result)
    }

    /// At the front of a name, dots hide the file and spaces are lost by a shell.
    private static func frontReplaced(_ text: String) -> String {
        let edge = text.unicodeScalars.prefix(while: isEdge)
        return String(repeating: "_", count: edge.count) + String(text.unicodeScalars[edge.endIndex...])
    }

    /// Windows drops dots and spaces at the end of a name, and spaces at the end of its stem.
    private static func endReplaced(_ text: String) -> String {
        let edge = text.unicodeScalars.reversed().prefix(while: isEdge)
        return String(text.unicodeScalars.dropLast(edge.count)) + String(repeating: "_", count: edge.count)
    }

    private static func isEdge(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "." || scalar == " "
    }

    // MARK: - Windows devices

    private static func disarmed(_ name: String) -> String {
        isDeviceName(name) ? "_" + name : name
    }

    /// Whether Windows would open a device: it looks only before the first dot, and past no space there
    /// ("Naming Files, Paths, and Namespaces", Microsoft).
    private static func isDeviceName(_ name: String) -> Bool {
        var base = name.unicodeScalars.prefix { $0 != "." }
        while base.last == " " { base.removeLast() }
        guard base.count <= 7 else { return false }
        let word = String(base).uppercased()
        if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(word) { return true }
        guard word.hasPrefix("COM") || word.hasPrefix("LPT"), let port = word.unicodeScalars.last else {
            return false
        }
        return word.unicodeScalars.count == 4 && "0123456789¹²³".unicodeScalars.contains(port)
    }
}

extension String {
    /// The longest beginning of at most `limit` bytes of UTF-8 that ends where a character does, or where
    /// a scalar does when the first character alone is longer.
    func prefix(fitting limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var length = 0
        let characters = prefix { character in
            length += character.utf8.count
            return length <= limit
        }
        guard characters.isEmpty else { return String(characters) }
        length = 0
        return String(
            unicodeScalars.prefix { scalar in
                length += UTF8.width(scalar)
                return length <= limit
            })
    }
}

internal import Foundation

/// A language as BCP 47 writes it, where the service's word for it is known; else that word itself.
///
/// Services write `Spanish`, `Español`, `spa`, `es-419`, `Portuguese (Brazil)` or `Brazilian Portuguese`.
/// A word with more in it than a language and a region or script (`English (SDH)`) is not guessed at:
/// dropping the rest would make two different subtitles look the same.
struct LanguageTag: Hashable, Sendable {
    static let undetermined = "und"

    /// Unknown words stand here as the service wrote them, so this is not yet safe as a file name.
    let text: String

    /// - Parameter word: the service's word or code, in any case; `nil` and blank ones are undetermined.
    init(_ word: String?) {
        let word = (word ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        guard !word.isEmpty else {
            self.text = Self.undetermined
            return
        }
        self.text = word.utf8.count > Self.longestWord ? word : Self.tag(for: word) ?? word
    }

    /// Bytes; no name of a language comes near it, and what is longer need not be taken apart.
    private static let longestWord = 100

    private static func tag(for word: String) -> String? {
        let parts = key(word).split(separator: " ").map(String.init)
        let phrase = parts.joined(separator: " ")
        if let tag = words[phrase] ?? codes[phrase] ?? canonical(word) { return tag }
        guard parts.count <= mostParts else { return nil }
        for start in parts.indices {
            for end in start + 1...parts.count where end - start < parts.count {
                let rest = parts[..<start] + parts[end...]
                if let tag = combined(parts[start..<end], rest) { return tag }
            }
        }
        return nil
    }

    /// "Chinese (Traditional, Hong Kong)" has four; every way to part a long sentence is not worth trying.
    private static let mostParts = 8

    /// A language with its region, its script, or both.
    private static func combined(_ language: ArraySlice<String>, _ rest: ArraySlice<String>) -> String? {
        let name = language.joined(separator: " ")
        guard let tag = words[name] ?? codes[name], !tag.contains("-") else { return nil }
        if let subtag = qualifiers[rest.joined(separator: " ")] { return "\(tag)-\(subtag)" }
        for split in rest.indices.dropFirst() {
            guard let first = qualifiers[rest[..<split].joined(separator: " ")],
                let second = qualifiers[rest[split...].joined(separator: " ")]
            else { continue }
            // A script has four letters and stands before the region (RFC 5646, section 2.1).
            switch (first.utf8.count, second.utf8.count) {
            case (4, ...3): return "\(tag)-\(first)-\(second)"
            case (...3, 4): return "\(tag)-\(second)-\(first)"
            default: continue
            }
        }
        return nil
    }

    /// A tag that is well-formed already, in the case that RFC 5646, section 2.1.1, gives its parts.
    private static func canonical(_ word: String) -> String? {
        let parts = word.replacing("_", with: "-").split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 1, parts.allSatisfy(isSubtag), let language = codes[parts[0].lowercased()] else {
            return nil
        }
        var tag = language
        var afterSingleton = false
        for part in parts.dropFirst() {
            let lower = part.lowercased()
            switch lower.utf8.count {
            case 2 where !afterSingleton: tag += "-" + lower.uppercased()
            case 4 where !afterSingleton: tag += "-" + lower.prefix(1).uppercased() + lower.dropFirst()
            default: tag += "-" + lower
            }
            afterSingleton = lower.utf8.count == 1
        }
        return tag
    }

    private static func isSubtag(_ part: Substring) -> Bool {
        (1...8).contains(part.utf8.count) && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    // MARK: - Tables

    /// The form in which words are compared: lower case, without Latin accents and punctuation.
    private static func key(_ word: String) -> String {
        var key = String.UnicodeScalarView()
        for scalar in word.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .nonspacingMark where (0x300...0x36F).contains(scalar.value): continue
            case .format: continue
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
                .nonspacingMark, .spacingMark, .decimalNumber:
                key.append(scalar)
            default: key.append(" ")
            }
        }
        return String(key)
    }

    private static let words = table(languages + "\n" + dialects) { _, words in words }
    private static let codes = table(languages) { codes, _ in codes }
    private static let qualifiers = table(regionsAndScripts) { _, words in words }

    /// Reads lines of `tag other-codes: word, word`.
    private static func table(
        _ text: String, keys: ([Substring], [Substring]) -> [Substring]
    ) -> [String: String] {
        var table: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let halves = line.split(separator: ":")
            guard let codes = halves.first?.split(separator: " "), let tag = codes.first else { continue }
            let words = halves.dropFirst().first?.split(separator: ",") ?? []
            for word in keys(codes, words) {
                table[key(String(word)).split(separator: " ").joined(separator: " ")] = String(tag)
            }
        }
        return table
    }
}

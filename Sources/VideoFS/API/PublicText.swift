/// Makes a service's words fit to be shown: one line, not long, nothing in them that grants access.
enum PublicText {
    /// Characters; more is a page, not a message.
    private static let longest = 300

    static func clean(_ text: String) -> String {
        let words = text.prefix(longest * 10)
            .split {
                $0.isWhitespace || $0.unicodeScalars.contains { $0.properties.generalCategory == .control }
            }
        var hidesNext = false
        let line = words.map { word -> String in
            defer { hidesNext = word.lowercased() == "bearer" || word.lowercased() == "basic" }
            return hidesNext ? "•••" : clean(word: String(word))
        }.joined(separator: " ")
        return line.count > longest ? line.prefix(longest - 1) + "…" : line
    }

    private static func clean(word: String) -> String {
        if let start = word.firstRange(of: "://") {
            // Whatever stands before the address (a quote, a bracket) goes with it.
            let scheme = word[..<start.lowerBound].reversed().prefix { $0.isLetter }.reversed()
            return SignedAddress(String(scheme) + word[start.lowerBound...]).description
        }
        let parts = word.split(omittingEmptySubsequences: false) { !isTokenCharacter($0) }
        // Long words of letters and digits mixed are tokens, not language.
        guard parts.contains(where: isToken) else { return word }
        return "•••"
    }

    private static func isTokenCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "-_~+/.".contains(character))
    }

    private static func isToken(_ part: Substring) -> Bool {
        part.count >= 20 && part.contains(where: \.isNumber) && part.contains(where: \.isLetter)
    }
}

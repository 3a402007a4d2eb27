/// The codes of the languages that subtitles of the demo are in.
enum LanguageCode {
    private static let codes = [
        "arabic": "ar", "chinese": "zh", "danish": "da", "dutch": "nl", "english": "en", "french": "fr",
        "german": "de", "italian": "it", "japanese": "ja", "korean": "ko", "polish": "pl",
        "portuguese": "pt", "russian": "ru", "spanish": "es", "swedish": "sv", "turkish": "tr",
    ]

    /// The code for a service's word; `nil` where there is none.
    static func of(_ language: String) -> String? {
        let word = language.lowercased()
        return codes[word] ?? (word.wholeMatch(of: /[a-z]{2,3}/) != nil ? word : nil)
    }
}

import Testing

@testable import VideoFS

struct LanguageTagTests {
    @Test(
        "a language is known by its names, codes and tags",
        arguments: [
            ("Spanish", "es"), ("spanish", "es"), ("SPANISH", "es"), (" Spanish\n", "es"), ("Español", "es"),
            ("espanol", "es"), ("espan\u{303}ol", "es"), ("es", "es"), ("ES", "es"), ("spa", "es"),
            ("German", "de"),
            ("Deutsch", "de"), ("ger", "de"), ("deu", "de"), ("fre", "fr"), ("Français", "fr"),
            ("Chinese", "zh"),
            ("chi", "zh"), ("Mandarin", "zh"), ("日本語", "ja"), ("한국어", "ko"), ("Русский", "ru"), ("हिन्दी", "hi"),
            ("العربية", "ar"), ("עברית", "he"), ("iw", "he"), ("Norsk Bokmål", "nb"), ("Türkçe", "tr"),
            ("Lao", "lo"),
            ("Farsi", "fa"), ("Filipino", "fil"), ("Cantonese", "yue"), ("Serbo-Croatian", "sh"),
            ("Scottish Gaelic", "gd"),
            ("und", "und"), ("Swiss German", "gsw"), ("Flemish", "nl-BE"), ("ភាសាខ្មែរ", "km"), ("Latin", "la"),
        ])
    func knows(word: String, tag: String) {
        #expect(LanguageTag(word).text == tag)
    }

    @Test(
        "a region or script may stand before or after",
        arguments: [
            ("Brazilian Portuguese", "pt-BR"), ("Portuguese (Brazil)", "pt-BR"),
            ("Portuguese - Brazil", "pt-BR"),
            ("português (Brasil)", "pt-BR"), ("Portuguese, Brazilian", "pt-BR"),
            ("European Portuguese", "pt-PT"),
            ("Chinese (Simplified)", "zh-Hans"), ("Simplified Chinese", "zh-Hans"),
            ("Traditional Chinese", "zh-Hant"),
            ("Chinese (Traditional, Hong Kong)", "zh-Hant-HK"),
            ("Traditional Chinese (Hong Kong)", "zh-Hant-HK"),
            ("Chinese (Taiwan, Traditional)", "zh-Hant-TW"), ("简体中文", "zh-Hans"), ("中文（繁體）", "zh-Hant"),
            ("Latin American Spanish", "es-419"), ("Spanish (Latin America)", "es-419"),
            ("Español (Latinoamérica)", "es-419"),
            ("Castilian Spanish", "es-ES"), ("Spanish (Spain)", "es-ES"), ("British English", "en-GB"),
            ("English (UK)", "en-GB"),
            ("English (United States)", "en-US"), ("French Canadian", "fr-CA"),
            ("Serbian (Latin)", "sr-Latn"),
            ("zh-CHT", "zh-Hant"), ("pt (Brazil)", "pt-BR"),
        ])
    func combines(word: String, tag: String) {
        #expect(LanguageTag(word).text == tag)
    }

    @Test(
        "a tag is kept and written in its usual case",
        arguments: [
            ("pt-BR", "pt-BR"), ("pt_br", "pt-BR"), ("PT-br", "pt-BR"), ("zh-hans", "zh-Hans"),
            ("zh-Hans-cn", "zh-Hans-CN"),
            ("es-419", "es-419"), ("eng-US", "en-US"), ("cmn-Hans", "zh-Hans"), ("de-1996", "de-1996"),
            ("en-x-US", "en-x-us"), ("ca-valencia", "ca-valencia"), ("sl-rozaj-biske", "sl-rozaj-biske"),
        ])
    func keeps(word: String, tag: String) {
        #expect(LanguageTag(word).text == tag)
    }

    @Test(
        "what is not only a language stays itself",
        arguments: [
            "English (SDH)", "English (CC)", "Spanish Forced", "English/Spanish", "Quenya", "qya",
            "Director's commentary",
            "American Sign Language", "xx-YY", "en-toolongsubtag", "Brazil", "Simplified", "?",
            "a b c d e f g h i j",
        ])
    func leaves(word: String) {
        #expect(LanguageTag(word).text == word)
    }

    @Test("no word is an undetermined language", arguments: [nil, "", " \n"] as [String?])
    func isUndetermined(word: String?) {
        #expect(LanguageTag(word).text == "und")
    }

    @Test("no name in the table stands for two languages")
    func isUnambiguous() {
        var owners: [String: Set<Substring>] = [:]
        for line in LanguageTag.languages.split(separator: "\n") {
            let halves = line.split(separator: ":")
            let codes = halves[0].split(separator: " ")
            for word in codes + halves[1].split(separator: ",") {
                owners[word.lowercased().filter { !$0.isWhitespace }, default: []].insert(codes[0])
            }
        }
        #expect(owners.count > 500)
        #expect(owners.filter { $0.value.count > 1 }.isEmpty)
    }

    @Test("a name as long as a book is not looked at", .timeLimit(.minutes(1)))
    func boundsItsWork() {
        let word = String(repeating: "english brazil ", count: 200_000) + "x"
        #expect(LanguageTag(word).text == word)
    }
}

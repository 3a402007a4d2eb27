import Testing

@testable import VideoFS

struct JSONTests {
    private func parse(_ text: String) throws -> JSON {
        try JSONParser.parse(Array(text.utf8))
    }

    @Test func readsEveryKindOfValue() throws {
        let json = try parse(#" {"a": [1, -2.50, 1e3, true, false, null, "x"], "b": {}, "c": []} "#)
        #expect(
            json
                == .object([
                    "a": .array([
                        .number("1"), .number("-2.50"), .number("1e3"), .bool(true), .bool(false), .null,
                        .string("x"),
                    ]),
                    "b": .object([:]), "c": .array([]),
                ]))
    }

    @Test(
        "texts are read with their escapes",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u00e9\uD83C\uDFAC""#, "é🎬"),
            (#""é🎬""#, "é🎬"), (#""\ud800x""#, "\u{fffd}x"), (#""\ud800\u0041""#, "\u{fffd}A"), (#""""#, ""),
            (#""\u0000""#, "\0"),
        ])
    func readsText(text: String, expected: String) throws {
        #expect(try parse(text) == .string(expected))
    }

    @Test(
        "what is not JSON is refused",
        arguments: [
            "", " ", "{", "[1,]", #"{"a":1,}"#, "01", "1.", ".5", "+1", "-", "1e", "nul", "tru", "'a'",
            "[1 2]",
            #"{"a" 1}"#, "{1:2}", #""\x""#, #""\u12""#, #""\u12G4""#, "\"a\nb\"", #""open"#, #""\"#, "1 2",
            "[1]]", "NaN", "<html>", #"{"a":1}}"#, #""\ud800\u12"#,
        ])
    func refuses(text: String) {
        #expect(throws: JSONParser.Refusal.self) { try parse(text) }
    }

    @Test func refusesInvalidUTF8() {
        for bytes: [UInt8] in [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf]] {
            #expect(throws: JSONParser.Refusal.self) { try JSONParser.parse([0x22] + bytes + [0x22]) }
            #expect(throws: JSONParser.Refusal.self) {
                try JSONParser.parse([0x22, 0x5c, 0x6e] + bytes + [0x22])
            }
        }
    }

    @Test("nesting is followed to a depth and no further", arguments: ["[", #"{"a":"#])
    func boundsDepth(open: String) {
        let hostile = String(repeating: open, count: 100_000)
        #expect(throws: JSONParser.Refusal.tooDeep) { try parse(hostile) }
    }

    @Test func readsWhatServicesNest() throws {
        let depth = 150
        let text = String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)
        _ = try parse(text).pretty
    }

    @Test func aByteOrderMarkIsPassedOver() throws {
        #expect(try JSONParser.parse([0xef, 0xbb, 0xbf] + Array("1".utf8)) == .number("1"))
    }

    @Test func printsSortedAndIndentedWithANewline() throws {
        let text =
            #"{"b":[1,{}],"a":{"z":"q\"\u0007é/","big":12345678901234567890,"dec":0.10},"c":[],"B":null}"#
        let expected = #"""
            {
              "B": null,
              "a": {
                "big": 12345678901234567890,
                "dec": 0.10,
                "z": "q\"\u0007é/"
              },
              "b": [
                1,
                {}
              ],
              "c": []
            }

            """#
        let json = try parse(text)
        #expect(String(decoding: json.pretty, as: UTF8.self) == expected)
        #expect(try JSONParser.parse(json.pretty) == json)
    }

    @Test("numbers are read from whatever holds one")
    func readsIntegers() throws {
        let json = try parse(
            #"{"a":7,"b":"8","c":9.7,"d":"x","e":1e300,"f":99999999999999999999,"g":true,"h":null}"#)
        #expect(json["a"]?.integer == 7)
        #expect(json["b"]?.integer == 8)
        #expect(json["c"]?.integer == 9)
        for key in ["d", "e", "f", "g", "h", "missing"] { #expect(json[key]?.integer == nil) }
        #expect(json["f"]?.text == "99999999999999999999")
    }
}

struct TimestampTextTests {
    @Test(
        "ISO 8601 as services write it",
        arguments: [
            ("2014-02-25T20:19:30Z", 1_393_359_570), ("2014-02-25T20:19:30.123Z", 1_393_359_570),
            ("2014-02-25T21:19:30+01:00", 1_393_359_570), ("2014-02-25T15:19:30-0500", 1_393_359_570),
            ("2014-02-25 20:19:30 UTC", 1_393_359_570), ("2014-02-25T20:19:30", 1_393_359_570),
            ("2014-02-25", 1_393_286_400), ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1),
            ("2000-02-29T00:00:00Z", 951_782_400), ("2016-02-29T12:00Z", 1_456_747_200),
            ("0000-01-01T00:00:00Z", -62_167_219_200), ("9999-12-31T23:59:59Z", 253_402_300_799),
        ])
    func readsISO8601(text: String, seconds: Int64) {
        #expect(Timestamp(iso8601: text)?.rawValue == seconds)
    }

    @Test(
        "no such moment",
        arguments: [
            "", "yesterday", "2014-13-01T00:00:00Z", "2014-02-30T00:00:00Z", "2014-02-25T25:00:00Z",
            "1393359570",
            "2014-02-25T20:19:30Zx", "2015-02-29",
        ])
    func refuses(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test func readsTheDateOfAHeader() {
        #expect(Timestamp(httpDate: "Sun, 06 Nov 1994 08:49:37 GMT")?.rawValue == 784_111_777)
        #expect(Timestamp(httpDate: "06 Nov 1994") == nil)
        #expect(Timestamp(compact: "20140225T201930Z")?.rawValue == 1_393_359_570)
    }
}

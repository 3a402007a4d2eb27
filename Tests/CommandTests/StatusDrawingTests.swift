import Foundation
import Testing

@testable import vidfs

struct StatusDrawingTests {
    private static func document(
        position: Int = 512 << 10, served: Int, path: String = "sites/a/b/720p.mp4"
    ) throws -> StatusDocument {
        let json = """
            {"provider":"vhx","account":"me","state":"serving",
            "totals":{"bytesServed":\(served),"bytesFetched":\(2 * served)},
            "streams":[{"path":"\(path)","version":"1","size":1048576,"readers":1,"waitingReads":1,
            "position":\(position),"cursors":[{"phase":"steady","position":\(position)}],
            "buffered":[[262144,786432]],"linkAgeSeconds":12.5,"bytesServed":\(served),"lastError":null},
            {"path":"closed","size":1,"readers":0}]}
            """
        return try StatusDocument(Data(json.utf8))
    }

    private static func drawing(
        _ document: StatusDocument, after previous: StatusDocument? = nil, width: Int = 96
    ) -> StatusDrawing {
        StatusDrawing(
            report: StatusReport(mountPoint: "/x", document: document, now: Date()), previous: previous,
            seconds: 2, width: width)
    }

    @Test func aFilmHasABarAndItsRateSinceTheLastLook() throws {
        let lines = Self.drawing(
            try Self.document(served: 5 << 20), after: try Self.document(served: 1 << 20), width: 100
        ).lines
        #expect(
            lines == [
                "Mount       /x", "State       serving", "Account     vhx:me",
                "Streams     1 open, 1 kept for a while",
                "Rate        2.00 MiB/s served, 4.00 MiB/s fetched",
                "", "  sites/a/b/720p.mp4",
                "  [........########>#######........]  50% of 1.00 MiB, 2.00 MiB/s, link 12 s old, steady, 1 read wa…",
            ])
    }

    @Test func theFirstLookHasNoRates() throws {
        let lines = Self.drawing(try Self.document(served: 1)).lines
        #expect(lines.contains("Rate        not known yet"))
        #expect(!lines.contains { $0.contains("/s") })
    }

    @Test func aFilmThatWasNotThereCountsFromNothing() throws {
        let before = try StatusDocument(Data(#"{"streams":[]}"#.utf8))
        let lines = Self.drawing(try Self.document(served: 4096), after: before).lines
        #expect(lines.contains { $0.contains("2.00 KiB/s") })
    }

    @Test func aMountThatBeganAnewHasNoNegativeRate() throws {
        let lines = Self.drawing(
            try Self.document(served: 1), after: try Self.document(served: 9 << 20)
        ).lines
        #expect(lines.contains("Rate        0 bytes/s served, 0 bytes/s fetched"))
    }

    @Test("nothing is wider than the terminal", arguments: [1, 2, 10, 20, 40, 80])
    func width(_ width: Int) throws {
        let path = String(repeating: "映画", count: 60) + "/720p.mp4"
        let lines = Self.drawing(try Self.document(served: 1, path: path), width: width).lines
        for line in lines {
            let columns = line.reduce(0) { $0 + ($1 == "映" || $1 == "画" ? 2 : 1) }
            #expect(columns <= width, "\(line)")
        }
        if width == 40 { #expect(lines.contains { $0.hasSuffix("/720p.mp4") }) }
    }

    @Test func aTitleCannotSteerTheTerminal() throws {
        let path = #"\u001b]0;owned\u0007/\u202egpj.mp4\r\n\u009b2J"#
        let document = try Self.document(served: 1, path: path)
        let report = StatusReport(mountPoint: "/x", document: document, now: Date())
        let shown = Self.drawing(document).lines.joined() + report.text.replacing("\n", with: "")
        for scalar in shown.unicodeScalars {
            #expect(scalar.properties.generalCategory != .control)
            #expect(scalar != "\u{202e}")
        }
        #expect(shown.contains("owned"))
    }

    @Test("numbers that cannot be are drawn all the same", arguments: [-5, Int.max, Int.min])
    func absurd(_ number: Int) throws {
        let json = """
            {"streams":[{"path":"x","size":100,"readers":1,"position":\(number),"linkAgeSeconds":1e300,
            "buffered":[[\(number),7],[3],[0,9223372036854775807]],"bytesServed":\(number)}]}
            """
        let document = try StatusDocument(Data(json.utf8))
        #expect(Self.drawing(document, after: try Self.document(served: 3)).lines.count > 3)
    }

    @Test func aPictureIsDrawnInPlaceAndNoHigherThanTheTerminal() {
        let frame = StatusWatch.frame(of: ["a", "b", "c"], height: 3)
        #expect(frame == "\u{1B}[H\u{1B}[Ka\n\u{1B}[Kb\n\u{1B}[J")
    }
}

import Foundation
import Testing

@testable import vidfs

struct StatusReportTests {
    @Test func everythingKnownIsToldInAlignedLines() throws {
        let json = """
            {"version":1,"provider":"vhx","account":"me@example.com","mountedAt":"2026-01-01T10:00:00Z","state":"serving",
            "api":{"reachable":true,"limit":250,"remaining":212,"resetsAt":"2026-01-01T12:30:00.500Z","counted":38,
            "notModified":1,"lastError":null},
            "catalog":{"sites":1,"packages":2,"videos":30,"refreshedAt":"2026-01-01T12:00:00Z","stale":true},
            "memory":{"limit":268435456,"used":13002342,"peak":67108864},
            "streams":[{"path":"/sites/a/b/720p.mp4","version":"x","readers":2,"position":1048576,"bufferedBytes":2048,
            "linkAgeSeconds":12.5,"requests":1,"bytesFetched":4096,"bytesServed":1024,"lastError":"cut"}],
            "diskCache":{"used":0,"limit":1073741824},"later":{"new":1}}
            """
        let document = try StatusDocument(Data(json.utf8))
        let now = try Date("2026-01-01T12:03:05Z", strategy: .iso8601)
        let report = StatusReport(mountPoint: "/home/me/videos", document: document, now: now)
        #expect(
            report.text == """
                Mount       /home/me/videos
                State       serving, mounted 2h3m ago
                Account     vhx:me@example.com
                Service     reachable
                Requests    212 of 250 left this hour, 38 spent by this mount, 1 answered for free, full \
                again in 26m
                Library     1 site, 2 packages, 30 videos, looked at 3m5s ago, may be out of date
                Memory      12.4 MiB of 256 MiB, 64.0 MiB at most so far
                Disk cache  0 bytes of 1.00 GiB
                Streams     1 open
                  /sites/a/b/720p.mp4
                    2 readers, at 1.00 MiB, 2.00 KiB buffered, 4.00 KiB fetched, 1.00 KiB served, 1 request, link 12 s \
                old, cut
                """)
    }

    @Test func aSignInThatTellsItsRightsAndALimitByTheMinuteAreShown() throws {
        let json = """
            {"provider":"piksel","account":"acme","api":{"limit":100,"remaining":99,"windowSeconds":60,
            "session":{"user":"root:viewer","expiresAt":"2026-01-01T12:30:05.250Z","sites":["acme","zoo"]}}}
            """
        let document = try StatusDocument(Data(json.utf8))
        let now = try Date("2026-01-01T12:00:05Z", strategy: .iso8601)
        let report = StatusReport(mountPoint: "/x", document: document, now: now)
        #expect(
            report.text == """
                Mount       /x
                Account     piksel:acme
                Signed in   as root:viewer, for another 30m, may read acme, zoo
                Requests    99 of 100 left this minute
                Streams     0 open
                """)
    }

    @Test func whatIsKeptForFilmsAndWhatIsWrongHereAreShown() throws {
        let json = """
            {"api":{"limit":250,"remaining":30,"kept":30,"counted":220,"browsingReopensAt":"2026-01-01T12:12:05.000Z",
            "resetsAt":"2026-01-01T12:30:05.000Z","warning":"The count cannot be written."}}
            """
        let now = try Date("2026-01-01T12:00:05Z", strategy: .iso8601)
        let report = StatusReport(
            mountPoint: "/x", document: try StatusDocument(Data(json.utf8)), now: now)
        #expect(
            report.text == """
                Mount       /x
                Requests    30 of 250 left this hour, kept for films, 220 spent by this mount, new names again in \
                12m, full again in 30m
                Streams     0 open
                Warning     The count cannot be written.
                """)
    }

    @Test func anEmptyDocumentIsNoError() throws {
        let report = StatusReport(
            mountPoint: "/x", document: try StatusDocument(Data("{}".utf8)), now: Date())
        #expect(report.text == "Mount       /x\nStreams     0 open")
    }

    @Test func whatIsNoDocumentIsSaidSo() {
        #expect(throws: CommandFailure.self) { try StatusDocument(Data("[]".utf8)) }
    }
}

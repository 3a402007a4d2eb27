import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// Readers that stop for longer than a link lives.
    @Suite struct LinkTests {
        @Test("a read goes on after a pause longer than its link's life", arguments: Demo.Media.signed)
        func pause(_ media: Demo.Media) async throws {
            try await Self.pausing(media) { demo in
                try await demo.outliveLinks()
                return nil
            }
        }

        @Test("a read goes on after the CDN hung up during a pause longer than the link's life")
        func hungUp() async throws {
            try await Self.pausing(.demoCDN) { demo in
                demo.clock.advance(by: 60)
                return nil
            } before: { demo in
                // No connection reaches from before the pause to the end: a dead link has to be renewed.
                demo.origin.faults.add(
                    DemoFault(on: .cdn, matching: "/media/1/", times: .max, .cutAfter(8 << 20)))
            } after: { demo in
                #expect(demo.linksTaken > 1)
                let refused = demo.origin.journal.count { $0.service == .cdn && $0.status == 403 }
                // Requests that go out together find out together.
                #expect(refused <= 3, "a link that was refused once was tried again")
            }
        }

        @Test("every link dead on arrival but the first ends as a refusal, not as wrong bytes")
        func deadLinks() async throws {
            try await Self.pausing(.demoCDN) { demo in
                demo.origin.faults.add(
                    DemoFault(on: .cdn, matching: "/media/1/", times: .max, .expireNow(403)))
                return "EACCES"
            } before: { demo in
                demo.origin.faults.add(
                    DemoFault(on: .cdn, matching: "/media/1/", times: .max, .cutAfter(8 << 20)))
            }
        }

        @Test("a link that lives a second is enough", arguments: Demo.Media.signed)
        func shortLife(_ media: Demo.Media) async throws {
            try await Demo.mounted(
                media,
                {
                    $0.library = BigLibrary.library(filmLength: 64 << 20, isLongOnly: true)
                    $0.linkLife = .seconds(1)
                }
            ) { demo in
                let film = demo.sites + "/" + BigLibrary.film
                let compared = try await demo.run("cmp", film, demo.source + BigLibrary.filmSource)
                #expect(compared.succeeded, "\(compared)")
            }
        }

        /// Runs a reader that pauses. What `during` returns is the name of the error that it must end with, or
        /// `nil` where it must get every byte.
        private static func pausing(
            _ media: Demo.Media, during: (Demo) async throws -> String?, before: (Demo) -> Void = { _ in },
            after: (Demo) -> Void = { _ in }
        ) async throws {
            let library = BigLibrary.library(filmLength: BigLibrary.filmLength, isLongOnly: true)
            try await Demo.mounted(
                media, flags: ["--read-ahead", "4MiB"],
                {
                    $0.library = library
                    $0.linkLife = .seconds(2)
                }
            ) { demo in
                before(demo)
                let film = demo.sites + "/" + BigLibrary.film
                let reader = try await PausingReader(demo, film, after: 6 << 20)
                let before = demo.linksTaken
                let errno = try await during(demo)
                let word = try await reader.rest()
                let original = demo.source + BigLibrary.filmSource
                let expected = try await demo.digests(of: [original]).digests[original]
                #expect(word == errno ?? expected)
                after(demo)
                print(
                    "paused over \(media.rawValue): \(before) links before the pause, \(demo.linksTaken) in "
                        + "all, \(demo.requestsForMedia) requests to the CDN")
            }
        }
    }
}

extension Demo {
    /// Requests for links to media.
    var linksTaken: Int {
        origin.journal.count { $0.service == .api && $0.path.hasSuffix("/files") }
    }

    /// Returns when every link given so far is dead.
    fileprivate func outliveLinks() async throws {
        guard nginx != nil else { return clock.advance(by: 60) }
        // nginx has a clock of its own, so this waits until the moment that stands in the links.
        let end = Date().addingTimeInterval(3)
        try await eventually("the links have ended") { Date() > end }
    }
}

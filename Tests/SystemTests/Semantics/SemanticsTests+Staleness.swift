import DemoOrigin
import Foundation
import Testing

extension SystemTests.SemanticsTests {
    @Test("after metadata-ttl what is known is shown at once, and a change is seen by the second look")
    func secondLook() async throws {
        try await Demo.mounted(flags: ["--metadata-ttl", "1s"]) { demo in
            let package = demo.sites + "/" + ExpectedTree.names
            let first = try await demo.run("ls", package)
            demo.origin.edit { $0.changeVideo(25) { $0.title = "Another Name" } }
            // Whole seconds: two of them are surely more than one.
            let old = Date().addingTimeInterval(2)
            try await eventually("the listing is old") { Date() > old }
            demo.origin.journal.clear()
            // Else the answer could be there before the look has ended.
            demo.origin.faults.add(
                DemoFault(on: .api, matching: "/packages/2$", .delay(.seconds(3))))
            let second = try await demo.run("ls", package)
            #expect(second.lines == first.lines)
            let asked = await demo.origin.journal.wait { $0.path == "/packages/2" }
            #expect(asked.count == 1)
            try await eventually("the change is seen") {
                try await demo.run("ls", package).lines.contains("Another Name")
            }
        }
    }

    @Test("all who wait for the same answer share one question")
    func oneQuestion() async throws {
        try await Demo.mounted { demo in
            demo.origin.faults.add(
                DemoFault(on: .api, matching: "/packages/1$", .delay(.seconds(1))))
            let looks = Array(repeating: ["ls", demo.sites + "/" + ExpectedTree.harbour], count: 8)
            for outcome in try await demo.all(looks) { #expect(outcome.succeeded, "\(outcome)") }
            #expect(demo.origin.journal.count { $0.path == "/packages/1" } == 1)
        }
    }

    @Test("a failure is remembered, so that the same name is not asked for again and again")
    func rememberedFailure() async throws {
        try await Demo.mounted { demo in
            demo.origin.faults.add(DemoFault(on: .api, matching: "/packages/1$", times: .max, .status(403)))
            for _ in 0..<5 {
                try await demo.expect(
                    "EACCES", of: "os.listdir(path)", demo.sites + "/" + ExpectedTree.harbour)
            }
            #expect(demo.origin.journal.count { $0.path == "/packages/1" } == 1)
        }
    }

    @Test("SIGHUP to a process that has a terminal ends the mount")
    func hangUp() async throws {
        try await Demo.serving { demo in
            let script = """
                import os, pty, signal, sys, threading, time
                program, place = sys.argv[1:]
                process, terminal = pty.fork()
                if process == 0: os.execv(program, [program, 'mount', place, '--foreground'])
                def drain():
                    try:
                        while os.read(terminal, 4096): pass
                    except OSError: pass
                threading.Thread(target=drain, daemon=True).start()
                def mounted(): return f' {place} ' in open('/proc/self/mountinfo').read()
                while not mounted(): time.sleep(0.01)
                os.listdir(place)
                os.kill(process, signal.SIGHUP)
                print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), mounted())
                """
            let ended = try await demo.python(
                script, [Requirements.vidfs, demo.mountPoint], within: .seconds(30))
            #expect(ended.lines == ["0 False"], "\(ended)")
            try demo.expectNothingIsLeft()
        }
    }

    @Test("what did not change keeps its number and its pages in memory")
    func pagesThatStay() async throws {
        try await Demo.mounted { demo in
            let film = ExpectedTree.film + "/files/720p.mp4"
            try await demo.expectSame(film, as: demo.source + "/media/1/720p.mp4")
            let number = try await demo.run("stat", "-c", "%i", demo.sites + "/" + film)
            demo.origin.edit { library in
                library.changeVideo(2) { $0.title = "Another Name" }
                library.changeVideo(1) { $0.files.removeAll { $0.quality == "480p" } }
                library.sites[0].packages[1].title = "Another Package"
            }
            try await demo.refresh(ExpectedTree.film)
            try await demo.refresh("Harbour Films")
            try await demo.expect("ENOENT", of: "os.stat(path)", demo.sites + "/" + ExpectedTree.names)
            let before = try await demo.metrics()
            try await demo.expectSame(film, as: demo.source + "/media/1/720p.mp4")
            let after = try await demo.metrics()
            #expect(after["vidfs_read_seconds_count"] == before["vidfs_read_seconds_count"])
            let numberNow = try await demo.run("stat", "-c", "%i", demo.sites + "/" + film)
            #expect(numberNow.lines == number.lines)
        }
    }
}

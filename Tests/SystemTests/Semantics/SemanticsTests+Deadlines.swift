import DemoOrigin
import Testing

extension SystemTests.SemanticsTests {
    @Test("a look for a size at the CDN ends after five seconds")
    func sizeDeadline() async throws {
        try await Demo.mounted { demo in
            demo.origin.faults.add(
                DemoFault(on: .cdn, matching: "/media/43/", times: .max, .neverAnswer))
            let film = demo.sites + "/" + ExpectedTree.patterns + "/An Unknown Size/files/360p.webm"
            let began = ContinuousClock.now
            try await demo.expect("ETIMEDOUT", of: "os.stat(path)", film)
            // The sum of two such deadlines, and the time that python takes.
            #expect(ContinuousClock.now - began < .seconds(13))
            demo.origin.faults.clear()
            try await demo.expect("OK", of: "os.stat(path)", film)
        }
    }

    @Test("a call on a name that waits is given up a second after a signal, with EINTR")
    func interrupted() async throws {
        try await Demo.mounted { demo in
            try await demo.expect("OK", of: "os.listdir(path)", demo.sites + "/Harbour Films")
            demo.origin.faults.add(
                DemoFault(on: .api, matching: "/packages/2$", times: .max, .neverAnswer))
            // Python itself would ask again: PEP 475.
            let script = """
                import ctypes, errno, signal, sys, time
                libc = ctypes.CDLL(None, use_errno=True)
                signal.signal(signal.SIGALRM, lambda *_: None)
                signal.siginterrupt(signal.SIGALRM, True)
                began = time.monotonic()
                signal.setitimer(signal.ITIMER_REAL, 0.1)
                result = libc.access(sys.argv[1].encode(), 0)
                code = errno.errorcode.get(ctypes.get_errno())
                print(result, code, time.monotonic() - began >= 1)
                """
            let outcome = try await demo.python(
                script, [demo.sites + "/" + ExpectedTree.names + "/Lighthouse"], within: .seconds(20))
            #expect(outcome.lines == ["-1 EINTR True"], "\(outcome)")
        }
    }

    @Test("without a library that was seen a mount waits up to twenty seconds, and fails")
    func silentService() async throws {
        try await Demo.serving { demo in
            demo.origin.faults.add(DemoFault(on: .api, times: .max, .neverAnswer))
            let mounting = try await demo.vidfs("mount", demo.mountPoint)
            mounting.expectFailure(69, remedies: ["check", "again", "later"])
            #expect(mounting.duration < .seconds(25))
            try demo.expectNothingIsLeft()
        }
    }
}

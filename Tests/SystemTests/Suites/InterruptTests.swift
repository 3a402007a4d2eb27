import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// Readers that are ended while the CDN is silent.
    @Suite struct InterruptTests {
        @Test(
            "a reader that waits for bytes ends soon after",
            arguments: ["SIGINT": SIGINT, "SIGTERM": SIGTERM, "SIGKILL": SIGKILL])
        func interrupted(_ name: String, _ number: Int32) async throws {
            let library = BigLibrary.library(filmLength: 32 << 20)
            try await Demo.mounted(.demoCDN, { $0.library = library }) { demo in
                demo.origin.faults.add(
                    DemoFault(on: .cdn, matching: "/media/1/", times: .max, .stallAfter(1_000_000)))
                let reader = try demo.start(["cat", demo.sites + "/" + BigLibrary.film])
                try await eventually("cat has read and waits for more") {
                    demo.origin.journal.count { $0.service == .cdn && $0.bytesSent > 0 } > 0
                        && !reader.outputSoFar.isEmpty
                }
                let told = ContinuousClock.now
                reader.signal(number)
                let outcome = try await reader.outcome(within: .seconds(20))
                let time = ContinuousClock.now - told
                #expect(outcome.end == .signalled(number))
                #expect(time < .seconds(3))
                print("\(name) ended a waiting reader after \(time)")
                // The mount goes on.
                let other = BigLibrary.shorts[0]
                let compared = try await demo.run(
                    "cmp", demo.sites + "/" + other.path, demo.source + other.source)
                #expect(compared.succeeded, "\(compared)")
            }
        }

        @Test("a signal that a reader survives costs it no byte")
        func harmless() async throws {
            let library = BigLibrary.library(filmLength: 32 << 20, isLongOnly: true)
            try await Demo.mounted(.demoCDN, { $0.library = library }) { demo in
                let script = """
                    import hashlib, signal, sys
                    count = 0
                    def tick(*_):
                        global count
                        count += 1
                    signal.signal(signal.SIGALRM, tick)
                    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
                    digest = hashlib.sha256()
                    with open(sys.argv[1], 'rb', buffering=0) as file:
                        while part := file.read(100_003): digest.update(part)
                    signal.setitimer(signal.ITIMER_REAL, 0)
                    print(count > 10, digest.hexdigest())
                    """
                let original = demo.source + BigLibrary.filmSource
                let expected = try #require(try await demo.digests(of: [original]).digests[original])
                let read = try await demo.python(script, [demo.sites + "/" + BigLibrary.film])
                #expect(read.lines == ["True \(expected)"], "\(read)")
            }
        }
    }
}

import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// From the first listing to the end of the process.
    @Suite struct MountLifeTests {
        @Test func aBackgroundMountReturnsOnlyOnceItCanBeListed() async throws {
            try await Demo.serving { demo in
                // The substitution waits for the end of the pipe: what goes on must not hold it.
                let script = "said=$(\"$1\" mount \"$2\" 2>&1) && ls \"$2/sites\" && echo \"said: $said\""
                let outcome = try await demo.run(
                    "bash", "-c", script, "mount", Requirements.vidfs, demo.mountPoint, within: .seconds(30))
                #expect(outcome.lines == ["Harbour Films", "Patterns & Noise", "said: "], "\(outcome)")
                #expect(demo.scratch.servers.count == 1)
                print("mounted in the background and listed in \(outcome.duration)")
            }
        }

        @Test func theProcessInTheBackgroundHoldsNeitherDirectoryNorTerminal() async throws {
            try await Demo.mounted { demo in
                let process = try #require(demo.scratch.servers.keys.first)
                let link = FileManager.default.destinationOfSymbolicLink
                let directory = try link("/proc/\(process)/cwd")
                #expect(directory == "/")
                let input = try link("/proc/\(process)/fd/0")
                #expect(input == "/dev/null")
                let status = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
                let fields = status.split(separator: ")").last?.split(separator: " ") ?? []
                // Session and terminal: a session of its own without one.
                #expect(fields[3] == "\(process)")
                #expect(fields[4] == "0")
            }
        }

        @Test func theLogOfABackgroundMountIsItsOwnersAlone() async throws {
            try await Demo.mounted { demo in
                let directory = demo.stateDirectory + "/log"
                let logs = try FileManager.default.contentsOfDirectory(atPath: directory)
                #expect(logs.count == 1)
                let log = directory + "/" + (try #require(logs.first))
                let text = try String(contentsOfFile: log, encoding: .utf8)
                #expect(text.contains("mounted"))
                let modes = try await demo.run("stat", "-c", "%a", demo.stateDirectory, directory, log)
                #expect(modes.lines == ["700", "700", "600"])
            }
        }

        private static let endings: [String: [String]] = [
            "SIGINT": ["kill", "-INT"], "SIGTERM": ["kill", "-TERM"],
            "fusermount3 -u": ["fusermount3", "-u"],
            "umount": ["umount"], "vidfs unmount": [Requirements.vidfs, "unmount"],
        ]

        @Test("a mount in the foreground ends with 0 by", arguments: endings.keys.sorted())
        func ends(_ name: String) async throws {
            try await Demo.serving { demo in
                let server = try await demo.mountInForeground()
                _ = try await demo.run("find", demo.mountPoint)
                let command = try #require(Self.endings[name])
                let target = command[0] == "kill" ? "\(server.processIdentifier)" : demo.mountPoint
                let told = ContinuousClock.now
                let ending = try await demo.start(command + [target]).outcome(within: .seconds(20))
                #expect(ending.succeeded, "\(ending)")
                let outcome = try await server.outcome(within: .seconds(20))
                #expect(outcome.end == .exited(0), "\(outcome)")
                try demo.expectNothingIsLeft()
                print("\(name) ended a mount in \(ContinuousClock.now - told)")
            }
        }

        @Test("a signal in the moment in which the mount appears ends it")
        func endsAtOnce() async throws {
            try await Demo.serving { demo in
                let script = """
                    import signal, subprocess, sys
                    program, place = sys.argv[1:]
                    for turn in range(10):
                        server = subprocess.Popen([program, 'mount', place, '--foreground'])
                        while server.poll() is None and place not in open('/proc/self/mountinfo').read(): pass
                        server.send_signal(signal.SIGTERM)
                        assert server.wait(10) == 0, (turn, server.returncode)
                        assert place not in open('/proc/self/mountinfo').read(), turn
                    """
                let ended = try await demo.python(script, [Requirements.vidfs, demo.mountPoint])
                #expect(ended.succeeded, "\(ended)")
                try demo.expectNothingIsLeft()
            }
        }

        @Test("a thousand readers that wait hold up neither names nor the end")
        func endsUnderAThousand() async throws {
            let library = BigLibrary.library(filmLength: 32 << 20)
            try await Demo.serving(.demoCDN, { $0.library = library }) { demo in
                let server = try await demo.mountInForeground()
                demo.origin.faults.add(DemoFault(on: .cdn, times: .max, .neverAnswer))
                let script = """
                    import collections, errno, mmap, os, sys, threading, time
                    film, mount = sys.argv[1:]
                    begun, ends = [], collections.Counter()
                    def wait(number):
                        file = os.open(film, os.O_RDONLY | os.O_DIRECT)
                        begun.append(number)
                        try:
                            os.preadv(file, [mmap.mmap(-1, 4096)], number * 28672)
                            ends['read'] += 1
                        except OSError as error: ends[errno.errorcode[error.errno]] += 1
                    threading.stack_size(256 << 10)
                    readers = [threading.Thread(target=wait, args=[number]) for number in range(1000)]
                    for reader in readers: reader.start()
                    def waiting():
                        lines = open(mount + '/.vidfs/metrics').read().splitlines()
                        return int(next(line.split()[1] for line in lines if line.startswith('vidfs_reads_waiting ')))
                    # The kernel lets 64 through at a time and holds the others.
                    while len(begun) < 1000 or waiting() < 48: pass
                    times = []
                    for number in range(200):
                        begun = time.monotonic()
                        assert not os.path.exists(f'{mount}/sites/no site {number}')
                        times.append(time.monotonic() - begun)
                    times.sort()
                    print(f'{waiting()} reads wait, a name that is not there: p50 {times[100] * 1e6:.0f} us, p99 {times[198] * 1e6:.0f} us')
                    sys.stdout.flush()
                    for reader in readers: reader.join()
                    print(sum(ends.values()), ends['read'])
                    """
                let readers = try demo.start([
                    "python3", "-c", script, demo.sites + "/" + BigLibrary.film, demo.mountPoint,
                ])
                try await eventually("a thousand readers wait, and names are told", within: .seconds(60)) {
                    !readers.outputSoFar.isEmpty
                }
                let told = ContinuousClock.now
                server.signal(SIGTERM)
                let outcome = try await server.outcome(within: .seconds(20))
                let ended = ContinuousClock.now - told
                #expect(outcome.end == .exited(0), "\(outcome)")
                #expect(ended < .seconds(3))
                let read = try await readers.outcome(within: .seconds(10))
                #expect(read.lines.last == "1000 0", "\(read)")
                try demo.expectNothingIsLeft()
                print("\(read.lines.first ?? ""); SIGTERM during 1,000 reads: ended after \(ended)")
            }
        }

        @Test(
            "twenty running reads do not hold up the end by",
            arguments: ["SIGTERM": SIGTERM, "SIGINT": SIGINT])
        func endsUnderLoad(_ name: String, _ number: Int32) async throws {
            let library = BigLibrary.library(filmLength: 32 << 20)
            try await Demo.serving(.demoCDN, { $0.library = library }) { demo in
                let server = try await demo.mountInForeground()
                demo.origin.faults.add(DemoFault(on: .cdn, times: .max, .stallAfter(300_000)))
                let films = [BigLibrary.film] + BigLibrary.shorts.map(\.path)
                let readers = try (0..<20).map { number in
                    let film = demo.sites + "/" + films[number % films.count]
                    return try demo.start([
                        "dd", "if=" + film, "of=/dev/null", "bs=64K", "skip=\(number / 9 * 20)",
                    ])
                }
                try await eventually("twenty readers wait for bytes", within: .seconds(30)) {
                    let streams = demo.origin.journal.entries.filter {
                        $0.service == .cdn && $0.bytesSent > 0
                    }
                    return Set(streams.map(\.path)).count == films.count
                        && readers.allSatisfy {
                            FileManager.default.fileExists(atPath: "/proc/\($0.processIdentifier)/exe")
                        }
                }
                let told = ContinuousClock.now
                server.signal(number)
                try await eventually("the mount is gone", within: .seconds(20)) { try !demo.isMounted }
                let unmounted = ContinuousClock.now - told
                let outcome = try await server.outcome(within: .seconds(20))
                let ended = ContinuousClock.now - told
                #expect(unmounted < .seconds(3))
                #expect(ended < .seconds(3))
                #expect(outcome.end == .exited(0), "\(outcome)")
                for reader in readers {
                    let end = try await reader.outcome(within: .seconds(10)).end
                    #expect(end == .exited(1), "a reader must be told that it did not get everything")
                }
                try demo.expectNothingIsLeft()
                print("\(name) during 20 reads: unmounted after \(unmounted), ended after \(ended)")
            }
        }

        @Test func unmountingWaitsForAMountThatIsInUseOnlyWhenLazy() async throws {
            try await Demo.mounted { demo in
                let holder = try demo.start(["sleep", "600"], in: demo.sites)
                let refused = try await demo.vidfs("unmount", demo.mountPoint)
                refused.expectFailure(1, remedies: ["--lazy"])
                #expect(try demo.isMounted)
                let lazy = try await demo.vidfs("unmount", "--lazy", demo.mountPoint)
                #expect(lazy.succeeded, "\(lazy)")
                #expect(try !demo.isMounted)
                holder.signal(SIGKILL)
                _ = try await holder.outcome(within: .seconds(10))
                try await eventually("the process ends with its last user") { demo.scratch.servers.isEmpty }
                try await demo.mount()
            }
        }

        @Test func unmountingWhatIsNotMountedIsWrongUsage() async throws {
            try await Demo.serving { demo in
                let outcome = try await demo.vidfs("unmount", demo.mountPoint)
                outcome.expectFailure(64, remedies: ["not a vidfs mount"])
            }
        }

        @Test func aDeadMountSaysSoAndIsClearedByTheNext() async throws {
            try await Demo.mounted { demo in
                let copy = demo.scratch.path + "/copy"
                let kept = ExpectedTree.harbour
                let rsync = ["rsync", "-a", "--delete", demo.sites + "/" + kept + "/", copy + "/"]
                let first = try await demo.start(rsync).outcome()
                #expect(first.succeeded, "\(first)")
                let process = try #require(demo.scratch.servers.keys.first)
                kill(process, SIGKILL)
                try await eventually("the process is gone") { demo.scratch.servers.isEmpty }
                try await demo.expect("ENOTCONN", of: "os.listdir(path)", demo.mountPoint)
                // The copy of a careful person survives.
                let second = try await demo.start(rsync).outcome()
                #expect(!second.succeeded)
                #expect(FileManager.default.fileExists(atPath: copy + "/info.json"))
                try await demo.mount()
                let listed = try await demo.run("ls", demo.sites)
                #expect(listed.lines == ["Harbour Films", "Patterns & Noise"])
            }
        }

        @Test func aDeadMountIsClearedByUnmount() async throws {
            try await Demo.serving { demo in
                try await demo.mount()
                let process = try #require(demo.scratch.servers.keys.first)
                kill(process, SIGKILL)
                try await eventually("the process is gone") { demo.scratch.servers.isEmpty }
                try await demo.unmount()
                try demo.expectNothingIsLeft()
            }
        }

        @Test func theMountHelperTakesAProfileAndOptions() async throws {
            try await Demo.serving { demo in
                let helper = demo.scratch.path + "/mount.vidfs"
                try FileManager.default.createSymbolicLink(
                    atPath: helper, withDestinationPath: Requirements.vidfs)
                let mounted = try await demo.run(
                    helper, "default", demo.mountPoint, "-o", "ro,_netdev,nofail,uid=1234,x-systemd.automount"
                )
                #expect(mounted.succeeded, "\(mounted)")
                let status = try await demo.run("stat", "-c", "%u", demo.sites)
                #expect(status.lines == ["1234"])
                try await demo.unmount()
            }
        }

        @Test func aMountGoesOnWithWhatItKnowsWhenTheServiceIsDown() async throws {
            try await Demo.mounted { demo in
                let found = try await demo.run("find", demo.mountPoint)
                try await demo.unmount()
                await demo.origin.stop()
                try await demo.mount()
                let again = try await demo.run("find", demo.mountPoint)
                #expect(again.succeeded, "\(again)")
                #expect(Set(again.lines) == Set(found.lines))
            }
        }
    }
}

extension Demo {
    /// Expects no mount, no process, and the mount point an empty directory.
    func expectNothingIsLeft(sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(try !isMounted, sourceLocation: sourceLocation)
        #expect(scratch.servers.isEmpty, sourceLocation: sourceLocation)
        let names = try FileManager.default.contentsOfDirectory(atPath: mountPoint)
        #expect(names == [], sourceLocation: sourceLocation)
    }
}

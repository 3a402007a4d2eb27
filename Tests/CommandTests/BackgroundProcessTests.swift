import Foundation
import Testing

@testable import vidfs

@Suite(.timeLimit(.minutes(1)))
struct BackgroundProcessTests {
    private let log = FileManager.default.temporaryDirectory.appending(path: "vidfs-\(UUID().uuidString).log")

    private func start(_ script: String) throws -> DetachedProcess {
        try DetachedProcess(
            executable: "/bin/sh", arguments: ["sh", "-c", script],
            environment: ["PATH": "/usr/bin:/bin", "WORD": "hello"],
            logFile: log.path(percentEncoded: false), variable: "READY")
    }

    private func line(of script: String) throws -> DetachedProcess.Line {
        try start(script).line(until: .now + .seconds(30))
    }

    @Test func theLineComesThroughThePipeOfTheNamedNumber() throws {
        defer { try? FileManager.default.removeItem(at: log) }
        #expect(try line(of: "eval \"echo $WORD >&$READY\"") == .text("hello"))
    }

    @Test func aProcessThatEndsWithoutAWordGivesAnEmptyLine() throws {
        defer { try? FileManager.default.removeItem(at: log) }
        #expect(try line(of: "exit 3") == .text(""))
    }

    @Test func aProcessThatSaysNothingIsNotWaitedForLonger() throws {
        defer { try? FileManager.default.removeItem(at: log) }
        let process = try start("exec sleep 600")
        #expect(process.line(until: .now) == .timedOut)
        process.signal(SIGKILL)
        #expect(process.hasEnded(by: .now + .seconds(30)))
    }

    @Test func outputGoesToALogForItsOwnerAlone() throws {
        defer { try? FileManager.default.removeItem(at: log) }
        let process = try start("echo out; echo err >&2")
        #expect(process.hasEnded(by: .now + .seconds(30)))
        #expect(try String(contentsOf: log, encoding: .utf8) == "out\nerr\n")
        let mode = try FileManager.default.attributesOfItem(atPath: log.path(percentEncoded: false))
        #expect(mode[.posixPermissions] as? Int == 0o600)
    }

    @Test func theProcessLeadsASessionOfItsOwn() throws {
        defer { try? FileManager.default.removeItem(at: log) }
        #expect(try line(of: "set -- $(cat /proc/$$/stat); test $6 = $$ && echo leads >&3") == .text("leads"))
    }

    @Test func whatThisProcessInheritedStaysHere() throws {
        defer { try? FileManager.default.removeItem(at: log) }
        let inherited = fcntl(FileHandle.nullDevice.fileDescriptor, F_DUPFD, 500)
        defer { close(inherited) }
        let script = "test -e /proc/$$/fd/\(inherited) || echo closed >&3"
        #expect(try line(of: script) == .text("closed"))
    }

    @Test func noSignalIsBlockedOrIgnored() throws {
        defer { try? FileManager.default.removeItem(at: log) }
        let before = signal(SIGUSR2, SIG_IGN)
        defer { _ = signal(SIGUSR2, before) }
        #expect(try line(of: "kill -USR2 $$; echo survived >&3") == .text(""))
    }

    @Test func aLogThatIsALinkIsRefused() throws {
        let target = log.path(percentEncoded: false) + ".target"
        defer { try? FileManager.default.removeItem(at: log) }
        try FileManager.default.createSymbolicLink(
            atPath: log.path(percentEncoded: false), withDestinationPath: target)
        #expect(throws: DetachedProcess.Failure.self) { try start("true") }
    }

    @Test func aLongLogIsPutAsideOnce() throws {
        let state = FileManager.default.temporaryDirectory.appending(path: "vidfs-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: state) }
        let place = MountLog(of: "/x", in: state.path(percentEncoded: false))
        let file = URL(filePath: try place.prepare())
        try Data(count: 1 << 20).write(to: file)
        #expect(try place.prepare() == place.path)
        #expect(FileManager.default.fileExists(atPath: place.path))
        try Data(count: (1 << 20) + 1).write(to: file)
        _ = try place.prepare()
        #expect(!FileManager.default.fileExists(atPath: place.path))
        #expect(FileManager.default.fileExists(atPath: place.path + ".1"))
    }
}

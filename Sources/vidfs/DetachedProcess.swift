internal import Foundation

/// A process that outlives the one that starts it.
///
/// It leads a session of its own, so that no terminal's Ctrl-C or hang-up reaches it, with nothing on
/// standard input and its output in a log. One pipe is left between the two, for a line of text.
///
/// Foundation's `Process` can do none of this. `posix_spawn` is C, so `unsafe` stands here: every pointer
/// is to memory of this file that lives until the call returns.
struct DetachedProcess {
    private let id: pid_t
    private let reading: FileHandle

    /// An error of the system, by `errno`.
    struct Failure: Error {
        let number: CInt

        var text: String { POSIXError(.init(rawValue: number) ?? .EIO).localizedDescription }
    }

    /// What came through the pipe.
    enum Line: Equatable {
        /// Without its line end; empty when the other side closed without a word.
        case text(String)
        case timedOut
    }

    /// The pipe's number in the child, the first that is free there.
    private static let pipeInChild: CInt = 3

    /// `POSIX_SPAWN_SETSID` of glibc 2.26, which its header shows to C programs alone (`_GNU_SOURCE`).
    private static let startsSession: CInt = 0x80

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - executable: absolute path.
    ///   - arguments: all of them, the name first.
    ///   - environment: for the child; `variable` is added.
    ///   - logFile: gets standard output and standard error, at its end; made for its owner alone.
    ///   - variable: tells the child the number of its end of the pipe.
    /// - Throws: ``Failure``.
    init(
        executable: String, arguments: [String], environment: [String: String], logFile: String,
        variable: String
    ) throws(Failure) {
        Self.keepDescriptorsFromChild()
        let log = try Self.outOfTheWay(
            unsafe open(logFile, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600))
        defer { close(log) }
        var ends: [CInt] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw Failure(number: errno) }
        reading = FileHandle(fileDescriptor: try Self.outOfTheWay(ends[0]), closeOnDealloc: true)
        let writing = try Self.outOfTheWay(ends[1])
        defer { close(writing) }

        var variables = environment
        variables[variable] = "\(Self.pipeInChild)"
        id = try Self.spawn(
            executable, arguments, variables.map { "\($0.key)=\($0.value)" }, log: log, pipe: writing)
    }

    private static func spawn(
        _ executable: String, _ arguments: [String], _ environment: [String], log: CInt, pipe: CInt
    ) throws(Failure) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, log, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, log, 2)
        unsafe posix_spawn_file_actions_adddup2(&actions, pipe, pipeInChild)

        // No signal blocked and none ignored, whatever the caller (nohup, a CI runner) had set.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = startsSession | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

        var id: pid_t = 0
        let status = unsafe withCStrings(arguments) { arguments in
            unsafe withCStrings(environment) { environment in
                unsafe posix_spawn(&id, executable, &actions, &attributes, arguments, environment)
            }
        }
        guard status == 0 else { throw Failure(number: status) }
        return id
    }

    /// Marks whatever this process inherited to be closed in the child: a mount that kept what a script had
    /// open would keep, for one, `$(…)` from ever ending.
    private static func keepDescriptorsFromChild() {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in open.compactMap(CInt.init) where descriptor > 2 {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    /// Moves a descriptor above those that the child gets, and marks it to be closed there. A caller may
    /// have closed 0, 1 or 2, so that a new one lands where the child's own shall go.
    private static func outOfTheWay(_ descriptor: CInt) throws(Failure) -> CInt {
        guard descriptor >= 0 else { throw Failure(number: errno) }
        defer { close(descriptor) }
        let moved = fcntl(descriptor, F_DUPFD_CLOEXEC, pipeInChild + 1)
        guard moved >= 0 else { throw Failure(number: errno) }
        return moved
    }

    /// Waits for a line.
    func line(until deadline: ContinuousClock.Instant) -> Line {
        var bytes: [UInt8] = []
        while !bytes.contains(UInt8(ascii: "\n")) {
            guard isReadable(by: deadline) else { return .timedOut }
            guard let part = try? reading.read(upToCount: 4_096), !part.isEmpty else { break }
            bytes += part
        }
        return .text(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }

    func signal(_ number: CInt) {
        kill(id, number)
    }

    /// Waits for the end of the process, seen by the pipe: the kernel closes the other side with it.
    func hasEnded(by deadline: ContinuousClock.Instant) -> Bool {
        repeat {
            guard isReadable(by: deadline) else { return false }
        } while (try? reading.read(upToCount: 4_096))?.isEmpty == false
        return true
    }

    private func isReadable(by deadline: ContinuousClock.Instant) -> Bool {
        var entry = pollfd(fd: reading.fileDescriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let left = ContinuousClock.now.duration(to: deadline).components
            let milliseconds = left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000
            let count = unsafe poll(&entry, 1, CInt(clamping: max(0, milliseconds)))
            guard count < 0, errno == EINTR else { return count > 0 }
        }
    }
}

/// Lends the texts as a C array that ends with `NULL`.
private func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let copies = unsafe texts.map { unsafe strdup($0) }
    defer { unsafe copies.forEach { unsafe free($0) } }
    return unsafe body(copies + [nil])
}

internal import Foundation

/// The person in front of the program, if there is one.
enum Terminal {
    /// Whether standard output is a terminal.
    static var isOutput: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether colours are welcome on standard output (no-color.org).
    static var hasColours: Bool {
        let environment = ProcessInfo.processInfo.environment
        return isOutput && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// Prints a sentence on standard error, under the program's name.
    static func complain(_ sentence: String) {
        try? FileHandle.standardError.write(contentsOf: Data("vidfs: \(sentence)\n".utf8))
    }

    /// Columns and lines of the terminal on standard output; `nil` where it is none, or does not say.
    ///
    /// `unsafe` stands here for ioctl_tty(2), which fills a local of the call.
    static var size: (columns: Int, lines: Int)? {
        var size = winsize()
        guard isOutput, unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0,
            size.ws_row > 0
        else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Writes bytes to standard output. A reader that has left, as `head` does, is no failure.
    ///
    /// - Returns: false where nobody reads any more.
    @discardableResult
    static func write(_ bytes: [UInt8]) -> Bool {
        do {
            try FileHandle.standardOutput.write(contentsOf: bytes)
            return true
        } catch {
            return false
        }
    }

    /// Asks a question on the terminal, whatever standard input is.
    ///
    /// - Parameters:
    ///   - question: with the space behind it.
    ///   - isSecret: whether the answer stays invisible.
    /// - Returns: the answer without its line end.
    /// - Throws: ``CommandFailure`` when there is no terminal.
    static func ask(_ question: String, isSecret: Bool) throws(CommandFailure) -> String {
        guard let terminal = FileHandle(forUpdatingAtPath: "/dev/tty") else {
            throw CommandFailure(
                "there is no terminal to ask on; set what is missing in the environment or the profile",
                status: .notAllowed)
        }
        defer { try? terminal.close() }
        guard isSecret else {
            try? terminal.write(contentsOf: Data(question.utf8))
            return line(from: terminal)
        }
        // Before the question: what is typed at once would be shown, and then thrown away.
        let echo = EchoSwitch(terminal.fileDescriptor)
        echo.turnOff()
        try? terminal.write(contentsOf: Data(question.utf8))
        defer {
            echo.restore()
            try? terminal.write(contentsOf: Data("\n".utf8))
        }
        return line(from: terminal)
    }

    /// A terminal hands over whole lines.
    private static func line(from terminal: FileHandle) -> String {
        var bytes: [UInt8] = []
        while let part = try? terminal.read(upToCount: 1), let byte = part.first, byte != UInt8(ascii: "\n") {
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Hides what is typed, and shows it again however the question ends.
///
/// `unsafe` stands here for tcsetattr(3), which reads a local of the call.
private struct EchoSwitch {
    private let descriptor: CInt
    private let before: termios
    private let interrupt = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())

    init(_ descriptor: CInt) {
        self.descriptor = descriptor
        var settings = termios()
        unsafe tcgetattr(descriptor, &settings)
        before = settings
    }

    func turnOff() {
        // Ctrl-C would leave a terminal that shows nothing.
        signal(SIGINT, SIG_IGN)
        interrupt.setEventHandler { [descriptor, before] in
            EchoSwitch.apply(before, to: descriptor)
            // As a shell counts a death by SIGINT.
            exit(130)
        }
        interrupt.resume()
        var settings = before
        settings.c_lflag &= ~tcflag_t(ECHO)
        Self.apply(settings, to: descriptor)
    }

    func restore() {
        interrupt.cancel()
        signal(SIGINT, SIG_DFL)
        Self.apply(before, to: descriptor)
    }

    private static func apply(_ settings: termios, to descriptor: CInt) {
        var settings = settings
        unsafe tcsetattr(descriptor, TCSAFLUSH, &settings)
    }
}

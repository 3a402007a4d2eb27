internal import Dispatch
internal import Glibc
internal import Synchronization

/// Signals that mean the same, from before a mount can be seen until it is gone: one that comes early is kept.
final class ProcessSignals: Sendable {
    private enum State {
        case silent
        /// A signal came before anybody listened.
        case pending
        case heard(@Sendable () -> Void)
    }

    private let state = Mutex(State.silent)
    /// May be used from any thread, as all of Dispatch's objects.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    /// Takes the signals over. Waits until that is so, which is why it is not for a thread of the
    /// cooperative pool.
    init(_ numbers: [CInt]) {
        let queue = DispatchQueue(label: "vidfs.signals")
        let installed = DispatchGroup()
        let sources = numbers.map { number -> any DispatchSourceSignal in
            installed.enter()
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            // From then on the default action is gone: Dispatch has a handler of its own in its place. One that
            // is ignored here, earlier or later, would be lost.
            source.setRegistrationHandler { installed.leave() }
            return source
        }
        unsafe self.sources = sources
        for source in sources {
            source.setEventHandler { [weak self] in self?.arrived() }
            source.resume()
        }
        installed.wait()
    }

    deinit {
        for source in unsafe sources { source.cancel() }
    }

    /// Calls `body` for each signal from now on, and at once for one that came before, on a thread of
    /// its own or on the caller's.
    func listen(_ body: @escaping @Sendable () -> Void) {
        let isPending = state.withLock { state in
            defer { state = .heard(body) }
            if case .pending = state { return true }
            return false
        }
        if isPending { body() }
    }

    private func arrived() {
        let body: (@Sendable () -> Void)? = state.withLock { state in
            if case .heard(let body) = state { return body }
            state = .pending
            return nil
        }
        body?()
    }
}

extension ProcessSignals {
    /// What ends a mount. A hang-up is one of them where a terminal can be closed.
    static let ending = [SIGINT, SIGTERM] + (hasTerminal ? [SIGHUP] : [])
    /// What makes it ask whether the library changed, as a daemon is told to look again.
    static let refreshing = hasTerminal ? [] : [SIGHUP]

    /// Whether this process has a controlling terminal.
    private static let hasTerminal: Bool = {
        let terminal = unsafe open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { return false }
        close(terminal)
        return true
    }()
}

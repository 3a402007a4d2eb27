internal import Dispatch
internal import Glibc

/// Waits for the signals that end a process.
enum Signals {
    /// Turns SIGINT and SIGTERM into one call of `body`, on a thread of its own.
    ///
    /// - Returns: what keeps listening; give it up to stop.
    static func onTermination(_ body: @escaping @Sendable () -> Void) -> [any DispatchSourceSignal] {
        let queue = DispatchQueue(label: "vidfs.signals")
        return [SIGINT, SIGTERM].map { number in
            // The default action would come first.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler(handler: body)
            source.resume()
            return source
        }
    }
}

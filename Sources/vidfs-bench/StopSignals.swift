internal import Dispatch
internal import Foundation

/// SIGINT and SIGTERM as an event to wait for.
struct StopSignals {
    private let received: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    /// From here on neither signal ends the process by itself.
    init() {
        let (received, continuation) = AsyncStream.makeStream(of: Void.self)
        self.received = received
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
    }

    /// Returns at the first of them.
    func wait() async {
        for await _ in received { break }
        sources.forEach { $0.cancel() }
    }
}

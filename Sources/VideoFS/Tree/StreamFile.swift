internal import Synchronization

/// An open file whose bytes come from the CDN: one handle on a stream.
final class StreamFile: OpenFile {
    private let stream: FileStream
    private let key: StreamKey
    private let streams: Streams
    private let reader: Reader
    private let isOpen = Mutex(true)

    /// Takes over a handle that ``Streams/acquire(_:making:)`` gave.
    init(_ stream: FileStream, of key: StreamKey, in streams: Streams, reader: Reader) {
        self.stream = stream
        self.key = key
        self.streams = streams
        self.reader = reader
    }

    func read(_ range: Range<Int64>, completion: @escaping ReadCompletion) -> UInt64 {
        reader.note(range)
        return stream.read(range, by: reader.kind, completion: completion)
    }

    func pagesAreKept() {
        stream.isKnownElsewhere()
    }

    func abandon(_ read: UInt64) {
        stream.abandon(read)
    }

    func close() {
        let wasOpen = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        guard wasOpen else { return }
        reader.left()
        stream.save(ifCalm: false)
        streams.release(stream, of: key)
    }
}

/// An open file whose bytes are all at hand.
final class MemoryFile: OpenFile {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func read(_ range: Range<Int64>, completion: @escaping ReadCompletion) -> UInt64 {
        let count = Int64(bytes.count)
        let lower = min(max(range.lowerBound, 0), count)
        let upper = min(max(range.upperBound, lower), count)
        completion(.success(FileBytes(parts: [.bytes(bytes[Int(lower)..<Int(upper)])])))
        return 0
    }

    func pagesAreKept() {}

    func abandon(_ read: UInt64) {}

    func close() {}
}

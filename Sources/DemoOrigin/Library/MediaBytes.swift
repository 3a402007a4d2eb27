internal import Crypto
internal import Dispatch
internal import Foundation
internal import NIOCore

/// The content of one media file: its length, its validator and any piece of it.
struct MediaBytes: Sendable {
    /// Length in bytes.
    let length: Int64
    /// Names the content: equal for equal bytes. Not quoted.
    let version: String
    private let source: Source
    /// Every byte is changed by this before it is sent; 0 leaves them alone.
    private let mask: UInt8

    private enum Source: Sendable {
        case memory([UInt8])
        case synthetic(SyntheticBytes)
        case file(path: String)
    }

    init(memory bytes: [UInt8]) {
        self.init(length: Int64(bytes.count), version: Self.digest(bytes), source: .memory(bytes), mask: 0)
    }

    /// - Throws: ``MediaError`` when an embedded name is unknown or a file cannot be read.
    init(_ media: DemoMedia) throws(MediaError) {
        switch media {
        case .bytes(let bytes):
            self.init(memory: bytes)
        case .embedded(let name):
            guard let file = EmbeddedMedia.file(named: name) else { throw .noEmbeddedMedia(named: name) }
            self.init(
                length: Int64(file.bytes.count), version: file.digest, source: .memory(file.bytes), mask: 0)
        case .synthetic(let seed, let length):
            let source = Source.synthetic(.of(seed: seed))
            self.init(length: length, version: "synthetic-\(seed)-\(length)", source: source, mask: 0)
        case .file(let path):
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
                let length = attributes[.size] as? Int, let changed = attributes[.modificationDate] as? Date
            else { throw .unreadable(path: path) }
            let version = "file-\(length)-\(Int64(changed.timeIntervalSince1970 * 1_000))"
            self.init(length: Int64(length), version: version, source: .file(path: path), mask: 0)
        }
    }

    private init(length: Int64, version: String, source: Source, mask: UInt8) {
        self.length = length
        self.version = version
        self.source = source
        self.mask = mask
    }

    /// Another version of the file: as long, but with every byte and the validator changed.
    var replaced: MediaBytes {
        MediaBytes(length: length, version: version + "-replaced", source: source, mask: mask ^ 0x5A)
    }

    /// Reads the bytes of `range`, which must lie within the length.
    func read(_ range: Range<Int64>) async throws -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(range.count)
        switch source {
        case .memory(let bytes): buffer.writeBytes(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
        case .synthetic(let bytes): bytes.forEachRun(in: range) { _ = buffer.writeBytes($0) }
        case .file(let path): buffer.writeBytes(try await Self.read(range, of: path))
        }
        guard mask != 0 else { return buffer }
        return ByteBuffer(bytes: buffer.readableBytesView.map { $0 ^ mask })
    }

    /// Reads on a thread of its own: a disk may block for longer than the cooperative pool bears.
    private static func read(_ range: Range<Int64>, of path: String) async throws -> Data {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        guard let file = FileHandle(forReadingAtPath: path) else {
                            throw MediaError.unreadable(path: path)
                        }
                        defer { try? file.close() }
                        try file.seek(toOffset: UInt64(range.lowerBound))
                        let bytes = try file.read(upToCount: range.count) ?? Data()
                        guard bytes.count == range.count else { throw MediaError.unreadable(path: path) }
                        return bytes
                    })
            }
        }
    }

    /// The first 128 bits of the SHA-256, in hexadecimal: enough for an entity tag.
    static func digest(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).prefix(16).hexadecimal
    }
}

/// Why media that a library names cannot be served.
enum MediaError: Error, Hashable {
    case noEmbeddedMedia(named: String)
    case unreadable(path: String)
}

extension Sequence<UInt8> {
    var hexadecimal: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}

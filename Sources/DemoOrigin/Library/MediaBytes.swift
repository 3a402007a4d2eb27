internal import Crypto
internal import Dispatch
internal import Foundation
internal import NIOCore

/// The content of one media file: its length, its validator and any piece of it.
struct MediaBytes: Sendable {
    /// Length in bytes.
    let length: Int64
    private let source: Source
    private var isReplaced = false

    private enum Source: Sendable {
        case memory([UInt8])
        /// With its digest, which is known.
        case embedded(EmbeddedMedia.File)
        case synthetic(seed: UInt64)
        case file(path: String, changed: Date)
    }

    init(memory bytes: [UInt8]) {
        length = Int64(bytes.count)
        source = .memory(bytes)
    }

    /// - Throws: ``MediaError`` when an embedded name is unknown or a file cannot be read.
    init(_ media: DemoMedia) throws(MediaError) {
        switch media {
        case .bytes(let bytes):
            length = Int64(bytes.count)
            source = .memory(bytes)
        case .embedded(let name):
            guard let file = EmbeddedMedia.file(named: name) else { throw .noEmbeddedMedia(named: name) }
            length = Int64(file.bytes.count)
            source = .embedded(file)
        case .synthetic(let seed, let length):
            self.length = length
            source = .synthetic(seed: seed)
        case .file(let path):
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
                let length = attributes[.size] as? Int, let changed = attributes[.modificationDate] as? Date
            else { throw .unreadable(path: path) }
            self.length = Int64(length)
            source = .file(path: path, changed: changed)
        }
    }

    /// Names the content: equal for equal bytes. Not quoted.
    var version: String {
        let version =
            switch source {
            case .memory(let bytes): Self.digest(bytes)
            case .embedded(let file): file.digest
            case .synthetic(let seed): "synthetic-\(seed)-\(length)"
            case .file(_, let changed): "file-\(length)-\(Int64(changed.timeIntervalSince1970 * 1_000))"
            }
        return isReplaced ? version + "-replaced" : version
    }

    /// Another version of the file: as long, but with every byte and the validator changed.
    var replaced: MediaBytes {
        var media = self
        media.isReplaced = true
        return media
    }

    /// Reads the bytes of `range`, which must lie within the length.
    func read(_ range: Range<Int64>) async throws -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(range.count)
        switch source {
        case .memory(let bytes): buffer.writeBytes(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
        case .embedded(let file): buffer.writeBytes(file.bytes[Int(range.lowerBound)..<Int(range.upperBound)])
        case .synthetic(let seed):
            SyntheticBytes.of(seed: seed).forEachRun(in: range) { _ = buffer.writeBytes($0) }
        case .file(let path, _): buffer.writeBytes(try await Self.read(range, of: path))
        }
        guard isReplaced else { return buffer }
        buffer.invert()
        return buffer
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

extension ByteBuffer {
    /// Turns every readable byte into its complement, eight at a time: byte by byte, an unoptimised build
    /// would slow a reader to the pace of a stall.
    fileprivate mutating func invert() {
        unsafe withUnsafeMutableReadableBytes { bytes in
            let words = bytes.count / MemoryLayout<UInt64>.size
            for word in 0..<words {
                let place = word * MemoryLayout<UInt64>.size
                let value = unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                unsafe bytes.storeBytes(of: ~value, toByteOffset: place, as: UInt64.self)
            }
            for place in words * MemoryLayout<UInt64>.size..<bytes.count {
                unsafe bytes[place] = ~bytes[place]
            }
        }
    }
}

extension Sequence<UInt8> {
    var hexadecimal: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}

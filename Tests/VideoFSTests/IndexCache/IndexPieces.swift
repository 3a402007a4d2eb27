import Foundation
import Synchronization

@testable import VideoFS

/// Versions, ranges and complaints of the index cache's tests.
enum IndexPieces {
    static let size: Int64 = 64 << 20

    static func identity(
        video: String = "1", file: String = "720p", version: String = "1:1", size: Int64 = size,
        entityTag: String? = "\"v1\""
    ) -> IndexIdentity {
        IndexIdentity(
            video: VideoID(rawValue: video), file: MediaFileID(rawValue: file), version: version, size: size,
            entityTag: entityTag)
    }

    /// What is kept, of an identity, in a cache.
    static func kept(_ identity: IndexIdentity, in cache: IndexCache) -> KeptIndex {
        KeptIndex(
            in: cache, of: identity.key, version: identity.version, size: identity.size,
            entityTag: identity.entityTag)
    }

    static func runs(_ ranges: Range<Int64>...) -> ByteRuns {
        var runs = ByteRuns()
        for range in ranges { runs.insert(FilmBytes.bytes(range), at: range.lowerBound) }
        return runs
    }

    /// The one file below a directory.
    static func file(in directory: String) throws -> String? {
        try FileManager.default.contentsOfDirectory(atPath: directory).first.map { "\(directory)/\($0)" }
    }

    /// Changes one byte of a file, counted from its end.
    static func damage(_ path: String, fromEnd: Int) throws {
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[bytes.count - fromEnd] ^= 0x40
        try bytes.write(to: URL(filePath: path))
    }

    final class Complaints: Sendable {
        private let sentences = Mutex<[String]>([])
        var all: [String] { sentences.withLock { $0 } }
        func add(_ sentence: String) { sentences.withLock { $0.append(sentence) } }
    }
}

extension KeptIndex {
    /// Reads into it what a film has there.
    func collect(_ range: Range<Int64>, index: Range<Int64>? = nil, at now: ContinuousClock.Instant = .now) {
        collect(range, limit: Self.scanned, index: index, at: now) { FilmBytes.bytes(range) }
    }

    func save(neighbours: @escaping @Sendable (Range<Int64>) -> [UInt8]? = { _ in nil }) {
        save(ifCalmAt: nil, neighbours: neighbours)
    }

    func holds(_ range: Range<Int64>) -> Bool {
        bytes(range).map { Array($0) == FilmBytes.bytes(range) } ?? false
    }
}

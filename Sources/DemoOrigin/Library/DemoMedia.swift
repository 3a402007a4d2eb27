/// Where the bytes of a media file come from.
public enum DemoMedia: Sendable, Hashable {
    /// One of the small files inside the binary, by the name it has in `Tools/demo-library`.
    case embedded(String)
    /// For up to a few MiB: they are hashed at each request.
    case bytes([UInt8])
    /// Bytes computed where they are needed: any length, no memory. See ``bytes(seed:range:)``.
    case synthetic(seed: UInt64, length: Int64)
    /// A file of this machine, read while it is served.
    case file(path: String)
}

extension DemoMedia {
    /// Returns the bytes that synthetic media of that seed have in `range`, whatever its length.
    ///
    /// - Parameters:
    ///   - seed: the media's seed.
    ///   - range: offsets in bytes; not negative.
    /// - Returns: as many bytes as the range has.
    public static func bytes(seed: UInt64, range: Range<Int64>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        SyntheticBytes.of(seed: seed).forEachRun(in: range) { bytes.append(contentsOf: $0) }
        return bytes
    }
}

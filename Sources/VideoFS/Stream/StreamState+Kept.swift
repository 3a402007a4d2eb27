/// Bytes that come from what is kept on disk.
extension StreamState {
    /// Hears that a reader was given bytes that are kept: from now on it has seen this version.
    ///
    /// - Returns: false where the film was replaced.
    mutating func serve(count: Int) -> Bool {
        guard !isReplaced else { return false }
        bytesServed += Int64(count)
        return true
    }

    /// Takes bytes that are kept for as good as fetched, as far as there is memory.
    ///
    /// Where they are not what was fetched, the film was replaced: a reader may have seen either.
    mutating func seed(_ bytes: [UInt8], at start: Int64) -> [StreamEffect] {
        guard !isReplaced, start + Int64(bytes.count) <= facts.size else { return [] }
        var map = blocks
        // One owner at a time, or each write would copy the map.
        blocks = BlockMap()
        let outcome = unsafe bytes.withUnsafeBytes { bytes in
            unsafe map.write(bytes, at: start) { lend($0) }
        }
        blocks = map
        return outcome == .differs ? replace() : []
    }
}

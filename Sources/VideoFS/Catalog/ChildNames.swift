internal import Foundation

/// What a resource lists, as the `children` column of the database names it.
///
/// A start reads all of them, a hundred thousand in a large library, so they are written as the tables in memory
/// hold them: the length of each ``ResourceKey/word`` and the word. Releases up to 0.1 wrote JSON,
/// `["video:12", …]`, which is read as long as the resource is not written anew.
struct ChildNames {
    /// ``ResourceKey/word`` of each, in the parent's order.
    let words: [[UInt8]]

    init(_ keys: [ResourceKey]) {
        words = keys.map(\.word)
    }

    /// - Returns: `nil` for bytes that are not what ``bytes`` gives.
    init?(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        var words: [[UInt8]] = []
        while !reader.isAtEnd {
            guard let range = reader.range(), let letter = bytes[range].first,
                ResourceKey.Kind(letter: letter) != nil
            else { return nil }
            words.append(Array(bytes[range]))
        }
        self.words = words
    }

    /// - Returns: `nil` where it makes no sense.
    init?(json: String) {
        let texts = try? JSONDecoder().decode([String].self, from: Data(json.utf8))
        let keys = texts?.map { ResourceKey(text: $0) }
        guard let keys, !keys.contains(nil) else { return nil }
        self.init(keys.compactMap(\.self))
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(words.reduce(0) { $0 + $1.count + 2 })
        for word in words {
            bytes.appendNumber(UInt64(word.count))
            bytes.append(contentsOf: word)
        }
        return bytes
    }
}

/// The state of a list: what changes when anything in it does.
struct ListMark: Sendable, Hashable {
    /// Elements in the list.
    let total: Int64
    /// Of the element that was changed last, as sent.
    let updatedAt: String
    /// Everything together, short.
    let text: String

    /// - Parameters:
    ///   - answer: to a question sorted by change and with a count.
    ///   - list: its elements, of which there is at most one.
    init?(_ answer: JSON, _ list: [JSON]?) {
        guard let total = answer["meta"]?["totalCount"]?.integer, total >= 0, let list else { return nil }
        let newest = list.first
        // Without either word a change could not be seen.
        guard list.isEmpty || newest?["version"] != nil || newest?["updatedAt"] != nil else { return nil }
        self.total = total
        updatedAt = newest?["updatedAt"]?.string ?? ""
        let words = [newest?["ref"]?.text, newest?["version"]?.text, newest?["updatedAt"]?.text]
        text = StableDigest.text(([String(total)] + words.map { $0 ?? "" }).joined(separator: "\u{0}"))
    }
}

/// The state of a tenant's metadata. A part is `nil` where the service cannot say.
struct TenantFingerprint: Sendable, Hashable {
    var contents: ListMark?
    var categories: ListMark?
    var assets: ListMark?
}

/// A short text that is the same for the same bytes, in every run.
enum StableDigest {
    /// FNV-1a, 64 bits. Against accidents only: whoever could make two texts meet is the service itself.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }

    static func text(_ string: String) -> String { text(string.utf8) }
}

internal import Synchronization

/// The entries of a directory at one moment, in a fixed order.
///
/// The order is what makes a `readdir` offset mean the same entry from one call to the next.
///
/// Packed: a directory of ten thousand films is some 60 bytes an entry, and a library of a hundred thousand
/// stays listed in memory. What `readdir` needs of each entry lies ready, and an ``Item`` is made when
/// somebody wants one. The bytes are also what the next run has of it, see `DirectoryListing+Bytes.swift`.
final class DirectoryListing: Sendable {
    struct Item: Hashable, Sendable {
        let name: String
        let node: NodeID
        let kind: Attributes.Kind
        /// When it changed by its parent's word; `nil` where only its own record says.
        let modified: Timestamp?
        /// `st_ino`.
        let number: UInt64

        init(name: String, node: NodeID, kind: Attributes.Kind, modified: Timestamp? = nil) {
            self.init(name: name, node: node, kind: kind, modified: modified, number: node.stableNumber)
        }

        init(name: String, node: NodeID, kind: Attributes.Kind, modified: Timestamp?, number: UInt64) {
            self.name = name
            self.node = node
            self.kind = kind
            self.modified = modified
            self.number = number
        }
    }

    /// What a directory's own files show of the record that it is made of.
    ///
    /// Kept with the listing, so that looking at them does not take the record, which is read from disk and
    /// decoded for that.
    struct Head: Hashable, Sendable {
        /// Bytes of `info.json`.
        let infoSize: Int
        /// Address of a picture.
        let thumbnail: String?
        /// By the service's word, else when it last changed as seen from here.
        let modified: Timestamp
    }

    /// The directory itself.
    let node: NodeID
    let head: Head?
    /// Everything else that is listed.
    let bytes: [UInt8]
    let count: Int
    /// What can be looked up but is not listed.
    private let hidden: [Item]
    /// The directory's own identifiers, which its entries share.
    private let shared: [String]
    /// Where a name is sought: open addressing; a position plus one, or 0. Made for the first who looks a name
    /// up: whoever only lists needs none.
    private let slots = Mutex<[UInt32]>([])

    /// Entries that are searched one by one.
    private static let small = 8

    init(of node: NodeID, _ items: [Item], hidden: [Item] = [], head: Head? = nil) {
        self.node = node
        self.head = head
        self.hidden = hidden
        shared = node.words
        count = items.count
        bytes = Self.pack(items, head: head, in: shared)
    }

    /// Takes over the bytes of an earlier listing of the same directory.
    ///
    /// - Returns: `nil` for bytes that are none.
    init?(of node: NodeID, bytes: [UInt8]) {
        let shared = node.words
        guard let layout = Layout(reading: bytes, in: shared) else { return nil }
        self.node = node
        self.shared = shared
        self.bytes = bytes
        count = layout.count
        head = layout.head
        hidden = []
    }

    /// What is listed.
    var items: Items { Items(listing: self) }

    /// The entry that stands for a node.
    subscript(_ node: NodeID) -> Item? {
        let number = node.stableNumber
        // Two nodes may have one number; the same node is not listed twice.
        for position in 0..<count where self.number(at: position) == number {
            let item = items[position]
            if item.node == node { return item }
        }
        return hidden.first { $0.node == node }
    }

    /// The entry of exactly that name.
    ///
    /// Byte for byte: strings that only look alike are equal to Swift and different names to the kernel.
    subscript(_ name: String) -> Item? {
        if let position = position(of: Array(name.utf8)) { return items[position] }
        return hidden.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// Bytes of memory, about.
    var footprint: Int { 256 + bytes.count + slotCount * 4 }
}

// MARK: - Entries

extension DirectoryListing {
    /// The entries, each made when it is asked for.
    struct Items: RandomAccessCollection, Sendable {
        fileprivate let listing: DirectoryListing

        var startIndex: Int { 0 }
        var endIndex: Int { listing.count }

        subscript(position: Int) -> Item {
            listing.item(at: position, in: listing.shared)
        }
    }
}

// MARK: - Search by name

extension DirectoryListing {
    private var slotCount: Int { count > Self.small ? count * 3 / 2 : 0 }

    private func position(of name: [UInt8]) -> Int? {
        guard count > Self.small else { return (0..<count).first { isName(name, at: $0) } }
        let slots = slots.withLock { slots in
            if slots.isEmpty { slots = madeSlots() }
            return slots
        }
        var slot = WordTable.place(of: WordTable.hash(name), among: slots.count)
        while slots[slot] != 0 {
            let position = Int(slots[slot] - 1)
            if isName(name, at: position) { return position }
            slot = slot + 1 == slots.count ? 0 : slot + 1
        }
        return nil
    }

    private func isName(_ name: [UInt8], at position: Int) -> Bool {
        let range = nameRange(at: position)
        guard range.count == name.count else { return false }
        for offset in name.indices where bytes[range.lowerBound + offset] != name[offset] { return false }
        return true
    }

    /// Of two entries of one name the first is found: it is put in first.
    private func madeSlots() -> [UInt32] {
        var slots = [UInt32](repeating: 0, count: slotCount)
        for position in 0..<count {
            var slot = WordTable.place(of: WordTable.hash(bytes[nameRange(at: position)]), among: slots.count)
            while slots[slot] != 0 { slot = slot + 1 == slots.count ? 0 : slot + 1 }
            slots[slot] = UInt32(position + 1)
        }
        return slots
    }
}

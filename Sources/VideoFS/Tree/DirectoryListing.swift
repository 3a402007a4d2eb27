/// The entries of a directory at one moment, in a fixed order.
///
/// The order is what makes a `readdir` offset mean the same entry from one call to the next.
///
/// Packed: a directory of ten thousand films is some 80 bytes an entry, and a library of a hundred thousand
/// stays listed in memory. What `readdir` needs of each entry lies ready, and an ``Item`` is made when
/// somebody wants one.
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

        fileprivate init(
            name: String, node: NodeID, kind: Attributes.Kind, modified: Timestamp?, number: UInt64
        ) {
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
    /// decoded for that: a millisecond for a hundred films.
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
    /// What can be looked up but is not listed.
    private let hidden: [Item]
    /// The directory's own identifiers, which its entries share.
    private let shared: [String]
    /// Of each entry the name, a zero byte, its kind, and its node.
    let bytes: [UInt8]
    private let places: [Place]
    /// Where a name is sought: open addressing; a position plus one, or 0. Empty in a small directory.
    private let slots: [UInt32]

    private struct Place {
        /// `st_ino`.
        let number: UInt64
        /// Seconds; ``unknown`` for none.
        let modified: Int64
        let start: UInt32
        /// At most 255 for names that ``FileName`` made; others may come from a service's own words.
        let nameLength: UInt32

        static let unknown = Int64.min
    }

    /// Entries that are searched one by one.
    private static let small = 8

    init(of node: NodeID, _ items: [Item], hidden: [Item] = [], head: Head? = nil) {
        self.node = node
        self.head = head
        self.hidden = hidden
        let shared = node.words
        var bytes: [UInt8] = []
        bytes.reserveCapacity(items.reduce(0) { $0 + $1.name.utf8.count + 24 })
        var places: [Place] = []
        places.reserveCapacity(items.count)
        for item in items {
            places.append(
                Place(
                    number: item.number, modified: item.modified?.rawValue ?? Place.unknown,
                    start: UInt32(bytes.count), nameLength: UInt32(item.name.utf8.count)))
            bytes.append(contentsOf: item.name.utf8)
            bytes.append(0)
            bytes.append(item.kind.letter)
            item.node.write(in: shared, to: &bytes)
        }
        self.shared = shared
        self.bytes = Array(bytes)
        self.places = places
        slots = items.count > Self.small ? Self.index(bytes, places) : []
    }

    /// What is listed.
    var items: Items { Items(listing: self) }

    /// `st_ino` of the entry at a position.
    func number(at position: Int) -> UInt64 { places[position].number }

    /// Where in ``bytes`` the name of the entry at a position begins; a zero byte ends it.
    func nameStart(at position: Int) -> Int { Int(places[position].start) }

    func kind(at position: Int) -> Attributes.Kind {
        Attributes.Kind(letter: bytes[nameStart(at: position) + Int(places[position].nameLength) + 1])
    }

    /// The entry that stands for a node.
    subscript(_ node: NodeID) -> Item? {
        let number = node.stableNumber
        // Two nodes may have one number; the same node is not listed twice.
        for position in places.indices where places[position].number == number {
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
    var footprint: Int {
        256 + bytes.count + places.count * MemoryLayout<Place>.stride + slots.count * 4
    }
}

// MARK: - Entries

extension DirectoryListing {
    /// The entries, each made when it is asked for.
    struct Items: RandomAccessCollection, Sendable {
        fileprivate let listing: DirectoryListing

        var startIndex: Int { 0 }
        var endIndex: Int { listing.places.count }

        subscript(position: Int) -> Item {
            listing.item(at: position)
        }
    }

    private func item(at position: Int) -> Item {
        let place = places[position]
        let end = Int(place.start) + Int(place.nameLength)
        return Item(
            name: String(decoding: bytes[Int(place.start)..<end], as: UTF8.self),
            node: NodeID(in: shared, from: bytes, at: end + 2),
            kind: Attributes.Kind(letter: bytes[end + 1]),
            modified: place.modified == Place.unknown ? nil : Timestamp(rawValue: place.modified),
            number: place.number)
    }
}

// MARK: - Search by name

extension DirectoryListing {
    private func position(of name: [UInt8]) -> Int? {
        guard !slots.isEmpty else { return places.indices.first { isName(name, at: $0) } }
        var slot = WordTable.place(of: WordTable.hash(name), among: slots.count)
        while slots[slot] != 0 {
            let position = Int(slots[slot] - 1)
            if isName(name, at: position) { return position }
            slot = slot + 1 == slots.count ? 0 : slot + 1
        }
        return nil
    }

    private func isName(_ name: [UInt8], at position: Int) -> Bool {
        let place = places[position]
        guard Int(place.nameLength) == name.count else { return false }
        let start = Int(place.start)
        for offset in name.indices where bytes[start + offset] != name[offset] { return false }
        return true
    }

    /// Of two entries of one name the first is found: it is put in first.
    private static func index(_ bytes: [UInt8], _ places: [Place]) -> [UInt32] {
        var slots = [UInt32](repeating: 0, count: places.count * 3 / 2)
        for (position, place) in places.enumerated() {
            let name = bytes[Int(place.start)..<Int(place.start) + Int(place.nameLength)]
            var slot = WordTable.place(of: WordTable.hash(name), among: slots.count)
            while slots[slot] != 0 { slot = slot + 1 == slots.count ? 0 : slot + 1 }
            slots[slot] = UInt32(position + 1)
        }
        return slots
    }
}

extension Attributes.Kind {
    fileprivate var letter: UInt8 {
        switch self {
        case .directory: 0
        case .file: 1
        case .link: 2
        }
    }

    fileprivate init(letter: UInt8) {
        self =
            switch letter {
            case 0: .directory
            case 1: .file
            default: .link
            }
    }
}

/// How a listing is written, in memory and on disk:
///
///     form       1 byte
///     count      4 bytes
///     places     16 bytes for each entry: its st_ino (8), where its name begins (4), the name's length (4)
///     head       1 byte, 0: none; else the size of info.json, when it changed, and 1 byte that says whether
///                there is a picture's address, and that
///     entries    name, a zero byte, its kind (the highest bit: a time follows), the time, its node
///
/// Numbers of fixed length begin with the lowest byte; lengths and times have seven bits in each byte.
extension DirectoryListing {
    /// Moves when the bytes mean something else, or the names of the same titles are others.
    static let form: UInt8 = 1

    fileprivate static let headerSize = 5
    fileprivate static let placeSize = 16
    fileprivate static let timeFlag: UInt8 = 0x80

    /// Of all entries in bytes: more than any directory has, and little enough that no sum overflows.
    fileprivate static let largest = Int(UInt32.max)

    static func pack(_ items: [Item], head: Head?, in shared: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        let names = items.reduce(0) { $0 + $1.name.utf8.count }
        // Beside the name: a zero byte, kind, time, and the node's identifier.
        bytes.reserveCapacity(headerSize + items.count * (placeSize + 20) + names + 64)
        bytes.append(form)
        bytes.append(contentsOf: UInt32(items.count).bytes)
        bytes.append(contentsOf: repeatElement(0, count: items.count * placeSize))
        write(head, to: &bytes)
        for (position, item) in items.enumerated() {
            let start = bytes.count
            write(item, in: shared, to: &bytes)
            let place = item.number.bytes + UInt32(start).bytes + UInt32(item.name.utf8.count).bytes
            bytes.replaceSubrange(
                headerSize + position * placeSize..<headerSize + (position + 1) * placeSize, with: place)
        }
        return bytes
    }

    private static func write(_ head: Head?, to bytes: inout [UInt8]) {
        guard let head else { return bytes.append(0) }
        bytes.append(1)
        bytes.appendNumber(UInt64(clamping: head.infoSize))
        bytes.appendSigned(head.modified.rawValue)
        guard let thumbnail = head.thumbnail else { return bytes.append(0) }
        bytes.append(1)
        bytes.appendText(thumbnail)
    }

    private static func write(_ item: Item, in shared: [String], to bytes: inout [UInt8]) {
        bytes.append(contentsOf: item.name.utf8)
        bytes.append(0)
        bytes.append(item.kind.letter | (item.modified == nil ? 0 : timeFlag))
        if let modified = item.modified { bytes.appendSigned(modified.rawValue) }
        item.node.write(in: shared, to: &bytes)
    }

    // MARK: - Reading

    /// `st_ino` of the entry at a position.
    func number(at position: Int) -> UInt64 {
        bytes.number(UInt64.self, at: Self.headerSize + position * Self.placeSize)
    }

    /// Where in ``bytes`` the name of the entry at a position begins; a zero byte ends it.
    func nameStart(at position: Int) -> Int {
        Int(bytes.number(UInt32.self, at: Self.headerSize + position * Self.placeSize + 8))
    }

    func nameRange(at position: Int) -> Range<Int> {
        let place = Self.headerSize + position * Self.placeSize
        let start = Int(bytes.number(UInt32.self, at: place + 8))
        return start..<start + Int(bytes.number(UInt32.self, at: place + 12))
    }

    func kind(at position: Int) -> Attributes.Kind {
        Attributes.Kind(letter: bytes[nameRange(at: position).upperBound + 1])
    }

    func item(at position: Int, in shared: [String]) -> Item {
        let name = nameRange(at: position)
        var reader = ByteReader(bytes, at: name.upperBound + 1)
        let mark = reader.byte() ?? 0
        let modified = mark & Self.timeFlag == 0 ? nil : reader.signed().map { Timestamp(rawValue: $0) }
        return Item(
            name: String(decoding: bytes[name], as: UTF8.self),
            node: NodeID(in: shared, from: bytes, at: reader.place), kind: Attributes.Kind(letter: mark),
            modified: modified, number: number(at: position))
    }

    /// What bytes from elsewhere hold, looked through once, so that nothing that reads them later can leave
    /// them.
    struct Layout {
        let count: Int
        let head: Head?

        /// - Returns: `nil` for bytes that are not a listing of a directory with those identifiers.
        init?(reading bytes: [UInt8], in shared: [String]) {
            guard bytes.count >= headerSize, bytes.count <= largest, bytes[0] == form else { return nil }
            count = Int(bytes.number(UInt32.self, at: 1))
            guard count <= (bytes.count - headerSize) / placeSize else { return nil }
            let firstEntry = headerSize + count * placeSize
            var reader = ByteReader(bytes, at: firstEntry)
            guard let mark = reader.byte() else { return nil }
            if mark == 0 {
                head = nil
            } else {
                guard let head = Head(from: &reader) else { return nil }
                self.head = head
            }
            for place in stride(from: headerSize, to: firstEntry, by: placeSize) {
                let start = Int(bytes.number(UInt32.self, at: place + 8))
                let end = start + Int(bytes.number(UInt32.self, at: place + 12))
                guard start < end, start >= reader.place, end < bytes.count, bytes[end] == 0 else {
                    return nil
                }
                var entry = ByteReader(bytes, at: end + 1)
                guard let mark = entry.byte(), mark & timeFlag == 0 || entry.signed() != nil,
                    NodeID.isWritten(in: shared, to: &entry)
                else { return nil }
            }
        }
    }
}

extension DirectoryListing.Head {
    fileprivate init?(from reader: inout ByteReader) {
        guard let size = reader.number().flatMap(Int.init(exactly:)), let modified = reader.signed(),
            let hasPicture = reader.byte()
        else { return nil }
        infoSize = size
        self.modified = Timestamp(rawValue: modified)
        guard hasPicture != 0 else {
            thumbnail = nil
            return
        }
        guard let thumbnail = reader.text() else { return nil }
        self.thumbnail = thumbnail
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

    /// - Parameter letter: the highest bit means something else.
    fileprivate init(letter: UInt8) {
        self =
            switch letter & 0x7f {
            case 0: .directory
            case 1: .file
            default: .link
            }
    }
}

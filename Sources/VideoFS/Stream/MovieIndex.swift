/// Where an MP4 file has its index, as far as the bytes that passed tell.
///
/// A pure reader of box headers (ISO/IEC 14496-12, section 4.2). Hostile bytes end the search, nothing else.
struct MovieIndex: Hashable, Sendable {
    enum Finding: Hashable, Sendable {
        case unknown
        /// This is no film, or one without an index of its own.
        case needsNothing
        /// Before the pictures, so that who reads on comes by it.
        case inFront(Range<Int64>)
        /// From here on, after the pictures.
        case at(Int64)
    }

    private(set) var finding = Finding.unknown
    /// Start of the box to be looked at next.
    private var place: Int64 = 0
    private var boxes = 0
    /// Whether the end was asked for on suspicion.
    var tailWasAsked = false
    var indexWasAsked = false

    /// Bytes at the end of a file in which an index of unknown place is looked for.
    static let tail: Int64 = 512 << 10
    /// Bytes of an index that are asked for beside the body.
    static let longest: Int64 = 8 << 20
    /// Bytes at the start that hold the headers before the pictures.
    private static let head: Int64 = 64 << 10

    /// Reads the headers that are there.
    mutating func look(at blocks: BlockMap, size: Int64) {
        while finding == .unknown, place + 16 <= size, let header = blocks.bytes(place..<place + 16) {
            look(at: header.joined, size: size)
        }
    }

    private mutating func look(at header: [UInt8], size: Int64) {
        boxes += 1
        guard let box = Box(header), boxes < 64, box.length <= size - place,
            boxes > 1 || box.type == "ftyp"
        else { return finding = .needsNothing }
        switch box.type {
        case "moov": finding = box.length > 0 ? .inFront(place..<place + box.length) : .needsNothing
        case "mdat":
            let end = place + box.length
            finding = box.length > 0 && end < size ? .at(end) : .needsNothing
        default:
            guard box.length > 0 else { return finding = .needsNothing }
            place += box.length
        }
    }

    /// Where the index is in a file of so many bytes, as far as it is known; never more than ``longest``.
    func place(in size: Int64) -> Range<Int64>? {
        switch finding {
        case .unknown, .needsNothing: nil
        case .inFront(let range): range.lowerBound..<min(range.upperBound, range.lowerBound + Self.longest)
        case .at(let start): start < size ? start..<min(start + Self.longest, size) : nil
        }
    }

    /// Parts of the file that are kept in memory wherever its readers are.
    func kept(of size: Int64) -> [Range<Int64>] {
        var kept: [Range<Int64>] = []
        if tailWasAsked, finding == .unknown { kept.append(max(0, size - Self.tail)..<size) }
        if case .at(let place) = finding, indexWasAsked, place < size {
            kept += [0..<min(Self.head, size), place..<min(place + Self.longest, size)]
        }
        return kept
    }

    /// One box header.
    struct Box: Hashable, Sendable {
        /// Four letters.
        let type: String
        /// Bytes, header included; 0: up to the end of the file.
        let length: Int64

        /// `nil` for what is no box. `header`: its first 16 bytes.
        init?(_ header: [UInt8]) {
            guard header.count >= 16, header[4..<8].allSatisfy({ (0x20...0x7e).contains($0) }) else {
                return nil
            }
            type = String(decoding: header[4..<8], as: UTF8.self)
            let short = header[0..<4].reduce(0) { $0 << 8 | UInt64($1) }
            let long = header[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
            switch short {
            case 0: length = 0
            case 1:
                guard long >= 16, let value = Int64(exactly: long) else { return nil }
                length = value
            case 2..<8: return nil
            default: length = Int64(short)
            }
        }
    }
}

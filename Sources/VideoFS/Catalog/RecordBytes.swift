/// Records as bytes, without their `info`: what is read at every first look should cost its length and little
/// more. Decoding a package of a hundred films takes a thirtieth of what it takes from JSON.
///
/// A byte for the form, then the record's parts in the order in which they are declared. A text is its length
/// and UTF-8, an identifier a text; an optional text has its length plus one, or 0; an optional number a byte
/// that says whether it follows; a list its count and elements. Numbers are as ``ByteReader`` reads them.
extension LibraryRecord {
    /// Moves when the bytes mean something else. Not `{`, with which the JSON of older releases begins.
    private static let form: UInt8 = 1

    var bytes: [UInt8] {
        var bytes = [Self.form]
        switch self {
        case .account(let account): account.write(to: &bytes)
        case .site(let site): site.write(to: &bytes)
        case .package(let package): package.write(to: &bytes)
        case .video(let video): video.write(to: &bytes)
        }
        return bytes
    }

    /// - Returns: `nil` for anything but the bytes of one record of that kind.
    init?(bytes: [UInt8], _ kind: ResourceKey.Kind) {
        guard bytes.first == Self.form else { return nil }
        var reader = RecordReader(bytes)
        switch kind {
        case .account: self = .account(AccountRecord(from: &reader))
        case .site: self = .site(SiteRecord(from: &reader))
        case .package: self = .package(PackageRecord(from: &reader))
        case .video: self = .video(VideoRecord(from: &reader))
        }
        guard reader.isSound, reader.isAtEnd else { return nil }
    }
}

/// Reads the parts of a record. Where they cannot be read, anything is given, and ``isSound`` says so at the end.
struct RecordReader {
    private var bytes: ByteReader
    private(set) var isSound = true

    /// Begins behind the byte for the form.
    init(_ bytes: [UInt8]) {
        self.bytes = ByteReader(bytes, at: 1)
    }

    var isAtEnd: Bool { bytes.isAtEnd }

    mutating func text() -> String { sound(bytes.text()) ?? "" }

    mutating func optionalText() -> String? {
        guard let length = sound(bytes.number()), length > 0 else { return nil }
        return sound(bytes.text(ofLength: length - 1))
    }

    mutating func byte() -> UInt8 { sound(bytes.byte()) ?? 0 }

    mutating func optionalNumber() -> Int64? {
        switch byte() {
        case 0: return nil
        case 1: return sound(bytes.signed())
        default: return sound(nil)
        }
    }

    mutating func optionalTime() -> Timestamp? { optionalNumber().map { Timestamp(rawValue: $0) } }

    mutating func list<Element>(of read: (inout RecordReader) -> Element) -> [Element] {
        // Each takes a byte at least.
        guard let count = sound(bytes.number()), count <= UInt64(bytes.rest) else {
            isSound = false
            return []
        }
        var list: [Element] = []
        list.reserveCapacity(Int(count))
        for _ in 0..<count where isSound { list.append(read(&self)) }
        return list
    }

    mutating func fail() { isSound = false }

    private mutating func sound<Value>(_ value: Value?) -> Value? {
        if value == nil { isSound = false }
        return value
    }
}

extension [UInt8] {
    mutating func appendOptional(_ text: String?) {
        guard let text else { return append(0) }
        appendNumber(UInt64(text.utf8.count) + 1)
        append(contentsOf: text.utf8)
    }

    mutating func appendOptional(_ number: Int64?) {
        guard let number else { return append(0) }
        append(1)
        appendSigned(number)
    }

    mutating func appendOptional(_ time: Timestamp?) {
        appendOptional(time?.rawValue)
    }

    mutating func appendList<Part>(_ list: [Part], _ write: (Part, inout [UInt8]) -> Void) {
        appendNumber(UInt64(list.count))
        for element in list { write(element, &self) }
    }
}

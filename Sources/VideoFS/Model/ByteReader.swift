/// Reads numbers and texts from bytes that somebody else may have written: everything that is not there in full
/// is `nil`.
struct ByteReader {
    private let bytes: [UInt8]
    /// Where the next byte is read.
    private(set) var place: Int
    private let end: Int

    init(_ bytes: [UInt8], at place: Int = 0) {
        self.bytes = bytes
        self.place = place
        end = bytes.count
    }

    var isAtEnd: Bool { place >= end }

    /// Bytes that have not been read.
    var rest: Int { max(end - place, 0) }

    mutating func byte() -> UInt8? {
        guard place < end else { return nil }
        defer { place += 1 }
        return bytes[place]
    }

    /// Seven bits in each byte, the lowest first; the highest bit says that another byte follows.
    mutating func number() -> UInt64? {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = byte() {
            let bits = UInt64(byte & 0x7f)
            guard shift < 64, (bits << shift) >> shift == bits else { return nil }
            number |= bits << shift
            if byte & 0x80 == 0 { return number }
            shift += 7
        }
        return nil
    }

    /// A number with its sign in the lowest bit.
    mutating func signed() -> Int64? {
        number().map { Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1) }
    }

    /// A length and as many bytes.
    mutating func range() -> Range<Int>? {
        number().flatMap { range(ofLength: $0) }
    }

    /// A length and as many bytes of UTF-8.
    mutating func text() -> String? {
        number().flatMap { text(ofLength: $0) }
    }

    mutating func text(ofLength length: UInt64) -> String? {
        guard let range = range(ofLength: length) else { return nil }
        return unsafe bytes.withUnsafeBytes { unsafe String(validating: $0[range], as: UTF8.self) }
    }

    private mutating func range(ofLength length: UInt64) -> Range<Int>? {
        guard length <= UInt64(rest) else { return nil }
        defer { place += Int(length) }
        return place..<place + Int(length)
    }
}

extension [UInt8] {
    /// As ``ByteReader/number()`` reads it.
    mutating func appendNumber(_ number: UInt64) {
        var rest = number
        while rest > 0x7f {
            append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    /// As ``ByteReader/signed()`` reads it.
    mutating func appendSigned(_ number: Int64) {
        appendNumber(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
    }

    /// As ``ByteReader/text()`` reads it.
    mutating func appendText(_ text: String) {
        appendNumber(UInt64(text.utf8.count))
        append(contentsOf: text.utf8)
    }

    /// A number of fixed length at an index within the array, the lowest byte first.
    func number<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type, at place: Int) -> Number {
        precondition(place >= 0 && place <= count - MemoryLayout<Number>.size, "the number is in the array")
        return unsafe withUnsafeBytes {
            unsafe Number(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: type))
        }
    }
}

extension FixedWidthInteger {
    /// The number in fixed length, the lowest byte first.
    var bytes: [UInt8] {
        unsafe withUnsafeBytes(of: littleEndian) { unsafe Array($0) }
    }
}

/// A number of bytes as people write it: `64MiB`, `64M`, `1GB` or `67108864`.
///
/// A lone letter means the power of 1024, as in `dd` and systemd; with `B` it is the power of 1000
/// (SI), with `iB` the power of 1024 (IEC 80000-13). Case does not matter.
public struct ByteSize: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Never negative.
    public let bytes: Int

    /// - Parameter bytes: a count; a negative one becomes 0.
    public init(bytes: Int) {
        self.bytes = max(0, bytes)
    }

    /// Reads a size.
    ///
    /// Whole numbers only: a fraction of a unit can be written in the next smaller one.
    ///
    /// - Returns: `nil` when the text is not a number with a known unit, or exceeds `Int.max` bytes.
    public init?(_ text: String) {
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard let count = Int(digits), let unit = Self.units[unitName(text[digits.endIndex...])] else {
            return nil
        }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        self.bytes = bytes
    }

    /// The size in the largest binary unit that divides it: `64 MiB`.
    public var description: String {
        for (name, unit) in Self.binaryUnits where bytes >= unit && bytes.isMultiple(of: unit) {
            return "\(bytes / unit) \(name)"
        }
        return "\(bytes) bytes"
    }

    /// The size rounded to three digits, for a person: `1.43 GiB`.
    public var rounded: String {
        guard let (name, unit) = Self.binaryUnits.first(where: { bytes >= $0.unit }) else {
            return "\(bytes) bytes"
        }
        let hundredths = Int((Double(bytes) / Double(unit) * 100).rounded())
        switch hundredths {
        case ..<1_000: return "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10) \(name)"
        case ..<10_000: return "\(hundredths / 100).\(hundredths / 10 % 10) \(name)"
        default: return "\(hundredths / 100) \(name)"
        }
    }

    public static func < (one: ByteSize, other: ByteSize) -> Bool {
        one.bytes < other.bytes
    }

    private static let binaryUnits: [(name: String, unit: Int)] = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
    ]

    private static let units: [String: Int] = [
        "": 1, "b": 1,
        "k": 1 << 10, "kib": 1 << 10, "kb": 1_000,
        "m": 1 << 20, "mib": 1 << 20, "mb": 1_000_000,
        "g": 1 << 30, "gib": 1 << 30, "gb": 1_000_000_000,
        "t": 1 << 40, "tib": 1 << 40, "tb": 1_000_000_000_000,
    ]
}

/// What follows the digits, without regard to case and to a space before it.
private func unitName(_ rest: Substring) -> String {
    rest.drop { $0 == " " }.lowercased()
}

/// Why a playlist cannot be given out.
enum PlaylistError: Error, Hashable {
    /// It does not begin with `#EXTM3U`.
    case notAPlaylist
    /// Larger than this, or would become so; in bytes.
    case tooLarge(limit: Int)
    /// Nothing can be resolved against its own address. Not shown here: it may be signed.
    case addressNotAbsolute
}

/// Makes every relative address in an HLS playlist (RFC 8216) absolute, so that a player can open a copy
/// of it anywhere.
///
/// Addresses are whole lines, and quoted attributes of `#EXT-X-` tags. All else stays as it is, but lines
/// end in LF. The query of the playlist's address is not inherited: it may be a signature for that one file.
///
/// - Parameters:
///   - bytes: the playlist, at most ``Playlist/longestFile`` of them.
///   - base: the address it was fetched from, after redirects.
/// - Returns: the playlist as UTF-8 without a byte-order mark.
/// - Throws: ``PlaylistError``.
func absolutePlaylist(_ bytes: [UInt8], base: String) throws(PlaylistError) -> [UInt8] {
    guard bytes.count <= Playlist.longestFile else { throw .tooLarge(limit: Playlist.longestFile) }
    guard let base = BaseAddress(base) else { throw .addressNotAbsolute }
    // RFC 8216 forbids the byte-order mark; editors put it there all the same.
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let header = text.prefix { $0 != .lineFeed && $0 != .carriageReturn }
    guard header.starts(with: "#EXTM3U".utf8), header.dropFirst(7).first?.isSpace != false else {
        throw .notAPlaylist
    }
    var playlist = Playlist(base: base)
    var rest = text
    while !rest.isEmpty {
        let line = rest.prefix { $0 != .lineFeed && $0 != .carriageReturn }
        playlist.append(line)
        guard playlist.bytes.count <= Playlist.longestResult else {
            throw .tooLarge(limit: Playlist.longestResult)
        }
        rest = rest[line.endIndex...]
        let isPair = rest.starts(with: [.carriageReturn, .lineFeed])
        rest = rest.dropFirst(isPair ? 2 : 1)
    }
    return playlist.bytes
}

/// A playlist in the making.
struct Playlist {
    /// Bytes. A day in segments of two seconds, with signed addresses, has 13 MB if absolute and a third
    /// of that if relative.
    static let longestFile = 8 << 20

    /// Bytes. A line of one byte becomes as long as the playlist's own address, so the bound on what
    /// comes in bounds nothing.
    static let longestResult = 4 * longestFile

    private(set) var bytes: [UInt8] = []
    private let base: BaseAddress

    init(base: BaseAddress) {
        self.base = base
    }

    /// Appends one line of the source, given without its end.
    mutating func append(_ line: ArraySlice<UInt8>) {
        let bare = line.trimmed
        if bare.starts(with: "#EXT-X-".utf8) {
            appendTag(bare)
        } else if bare.isEmpty || bare.first == UInt8(ascii: "#") {
            bytes += line
        } else {
            appendAddress(bare)
        }
        bytes.append(.lineFeed)
    }

    /// `NAME=value,NAME="value"` (RFC 8216, section 4.2). A value is skipped as a whole, so that no text
    /// inside quotes can pass for an attribute.
    private mutating func appendTag(_ tag: ArraySlice<UInt8>) {
        let quote = UInt8(ascii: "\"")
        let comma = UInt8(ascii: ",")
        let name = tag.prefix { $0 != UInt8(ascii: ":") }
        bytes += name
        var rest = tag[name.endIndex...]
        while !rest.isEmpty {
            let before = rest.prefix { $0 != UInt8(ascii: "=") && $0 != comma }
            let key = before.drop { $0 == UInt8(ascii: ":") }.trimmed
            bytes += before
            rest = rest[before.endIndex...]
            guard let mark = rest.popFirst() else { return }
            bytes.append(mark)
            guard mark != comma else { continue }
            if rest.first == quote {
                let value = rest.dropFirst().prefix { $0 != quote }
                bytes.append(quote)
                // Without its second quote the value is broken, and touching it would not mend it.
                if Self.isAddress(key), value.endIndex < rest.endIndex {
                    appendAddress(value)
                } else {
                    bytes += value
                }
                rest = rest[value.endIndex...]
            }
            let after = rest.prefix { $0 != comma }
            bytes += after
            rest = rest[after.endIndex...]
            if let comma = rest.popFirst() { bytes.append(comma) }
        }
    }

    private mutating func appendAddress(_ reference: ArraySlice<UInt8>) {
        // A variable (EXT-X-DEFINE) at the front may hold the scheme; only the player knows.
        if reference.isEmpty || reference.starts(with: "{$".utf8) {
            bytes += reference
        } else {
            bytes += base.resolve(reference)
        }
    }

    /// `URI` and the attributes made after its pattern: `SERVER-URI` of content steering, `X-ASSET-URI`
    /// and `X-ASSET-LIST` of interstitials.
    private static func isAddress(_ key: ArraySlice<UInt8>) -> Bool {
        key.elementsEqual("URI".utf8) || key.suffix(4).elementsEqual("-URI".utf8)
            || key.elementsEqual("X-ASSET-LIST".utf8)
    }
}

extension ArraySlice<UInt8> {
    /// Without blanks at either end.
    fileprivate var trimmed: ArraySlice<UInt8> {
        let front = drop(while: \.isSpace)
        return front.dropLast(front.reversed().prefix(while: \.isSpace).count)
    }
}

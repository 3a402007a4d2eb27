internal import CFuse
internal import Glibc

/// One `readdir` answer being filled.
struct DirectoryBuffer: FuseReply {
    private var bytes: [CChar]
    private var used = 0
    private let token: FuseRequest.Token

    /// - Parameters:
    ///   - limit: bytes that the kernel has room for.
    ///   - needed: bytes that suffice for all that will be added. The kernel has more room than most
    ///     directories take.
    ///   - token: the request that will be answered; libfuse wants it with every entry.
    init(limit: Int, needing needed: Int, for token: FuseRequest.Token) {
        bytes = Array(repeating: 0, count: max(min(limit, needed), 0))
        self.token = token
    }

    /// Bytes of an entry with attributes beside its name, which is padded to eight: `struct fuse_direntplus`
    /// of linux/fuse.h.
    private static let entryOverhead = 128 + 24 + 8

    /// Bytes that suffice for all entries of a listing from a position on, the two dots included.
    static func room(for listing: DirectoryListing, from position: Int) -> Int {
        max(listing.items.count + 2 - position, 0) * entryOverhead + listing.bytes.count
    }

    /// Adds a plain entry.
    ///
    /// - Returns: false, with nothing added, when it does not fit.
    mutating func add(_ name: String, number: UInt64, kind: Attributes.Kind, next: Int) -> Bool {
        var status = Self.status(number: number, kind: kind)
        let token = token
        return unsafe add { unsafe fuse_add_direntry(token.raw, $0, $1, name, &status, off_t(next)) }
    }

    /// Adds the entry at a position of a listing without attributes; its name's bytes are taken from there.
    ///
    /// - Parameters:
    ///   - position: where the entry stands in the listing.
    ///   - listing: the directory.
    ///   - inLongForm: whether the answer is one in which attributes are expected. Without a node number, the
    ///     kernel looks the name up when somebody needs more.
    ///   - next: the offset behind the entry.
    /// - Returns: false, with nothing added, when it does not fit.
    mutating func add(_ position: Int, of listing: DirectoryListing, inLongForm: Bool, next: Int) -> Bool {
        var status = Self.status(number: listing.number(at: position), kind: listing.kind(at: position))
        let start = listing.nameStart(at: position)
        let token = token
        return unsafe listing.bytes.withUnsafeBytes { names in
            // A zero byte ends the name in the listing.
            let name = unsafe names.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self)
            guard inLongForm else {
                return unsafe add { unsafe fuse_add_direntry(token.raw, $0, $1, name, &status, off_t(next)) }
            }
            var parameters = fuse_entry_param()
            parameters.attr = status
            return unsafe add {
                unsafe fuse_add_direntry_plus(token.raw, $0, $1, name, &parameters, off_t(next))
            }
        }
    }

    /// Adds an entry with attributes, or, where they are not at hand, with number and type only: the
    /// kernel then looks the name up when somebody needs more.
    mutating func add(
        _ name: String, number: UInt64, kind: Attributes.Kind, entry: Entry?, ownedBy ownership: Ownership,
        next: Int
    ) -> Bool {
        var parameters = entry?.parameters(ownedBy: ownership) ?? fuse_entry_param()
        if entry == nil { parameters.attr = Self.status(number: number, kind: kind) }
        let token = token
        return unsafe add {
            unsafe fuse_add_direntry_plus(token.raw, $0, $1, name, &parameters, off_t(next))
        }
    }

    private static func status(number: UInt64, kind: Attributes.Kind) -> stat {
        var status = stat()
        status.st_ino = UInt(number)
        status.st_mode = kind.type
        return status
    }

    /// libfuse says how much room an entry takes, and writes it only where it has that.
    private mutating func add(_ write: (UnsafeMutablePointer<CChar>?, Int) -> Int) -> Bool {
        let (used, room) = (used, bytes.count - used)
        let needed = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            unsafe write(buffer.baseAddress.map { unsafe $0 + used }, room)
        }
        guard needed <= room else { return false }
        self.used += needed
        return true
    }

    func send(to request: consuming FuseRequest, of session: FuseSession) {
        unsafe request.answer { raw in
            unsafe bytes.withUnsafeBufferPointer { unsafe fuse_reply_buf(raw, $0.baseAddress, used) }
        }
    }
}

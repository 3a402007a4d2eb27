internal import CFuse
internal import Glibc

/// One `readdir` answer being filled.
struct DirectoryBuffer: FuseReply {
    private var bytes: [CChar] = []
    private let limit: Int
    private let token: FuseRequest.Token

    /// - Parameters:
    ///   - limit: bytes that the kernel has room for.
    ///   - token: the request that will be answered; libfuse wants it with every entry.
    init(limit: Int, for token: FuseRequest.Token) {
        self.limit = limit
        self.token = token
    }

    /// Adds a plain entry.
    ///
    /// - Returns: false, with nothing added, when it does not fit.
    mutating func add(_ item: DirectoryListing.Item, next: Int) -> Bool {
        var status = stat()
        status.st_ino = UInt(item.node.stableNumber)
        status.st_mode = item.kind.type
        let token = token
        return unsafe add { unsafe fuse_add_direntry(token.raw, $0, $1, item.name, &status, off_t(next)) }
    }

    /// Adds an entry with attributes, or, where they are not at hand, with number and type only: the
    /// kernel then looks the name up when somebody needs more.
    mutating func add(
        _ item: DirectoryListing.Item, entry: Entry?, ownedBy ownership: Ownership, next: Int
    ) -> Bool {
        var parameters = entry?.parameters(ownedBy: ownership) ?? fuse_entry_param()
        if entry == nil {
            parameters.attr.st_ino = UInt(item.node.stableNumber)
            parameters.attr.st_mode = item.kind.type
        }
        let token = token
        return unsafe add {
            unsafe fuse_add_direntry_plus(token.raw, $0, $1, item.name, &parameters, off_t(next))
        }
    }

    /// The room one entry takes is known only from libfuse: it says the size and writes where it fits.
    private mutating func add(_ write: (UnsafeMutablePointer<CChar>?, Int) -> Int) -> Bool {
        let used = bytes.count
        let needed = write(nil, 0)
        guard used + needed <= limit else { return false }
        bytes.append(contentsOf: repeatElement(0, count: needed))
        unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            _ = unsafe write(buffer.baseAddress.map { unsafe $0 + used }, needed)
        }
        return true
    }

    func send(to request: consuming FuseRequest, of session: FuseSession) {
        unsafe request.answer { raw in
            unsafe bytes.withUnsafeBufferPointer { unsafe fuse_reply_buf(raw, $0.baseAddress, $0.count) }
        }
    }
}

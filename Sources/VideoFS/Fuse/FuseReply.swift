internal import CFuse
internal import Glibc

/// A value of the tree that can answer a kernel request.
protocol FuseReply: Sendable {
    func send(to request: consuming FuseRequest, of session: FuseSession)
}

extension Entry: FuseReply {
    func send(to request: consuming FuseRequest, of session: FuseSession) {
        var parameters = parameters(ownedBy: session.ownership)
        unsafe request.answer { unsafe fuse_reply_entry($0, &parameters) }
    }

    func parameters(ownedBy ownership: Ownership) -> fuse_entry_param {
        var parameters = fuse_entry_param()
        parameters.ino = inode.rawValue
        parameters.generation = 1
        parameters.attr = attributes.status(ownedBy: ownership)
        parameters.attr_timeout = attributes.lifetime.seconds
        parameters.entry_timeout = lifetime.seconds
        return parameters
    }
}

extension Attributes: FuseReply {
    func send(to request: consuming FuseRequest, of session: FuseSession) {
        var status = status(ownedBy: session.ownership)
        unsafe request.answer { unsafe fuse_reply_attr($0, &status, lifetime.seconds) }
    }

    /// The unit of `st_blocks`, whatever the block size: stat(2).
    private static let statUnit: Int64 = 512

    func status(ownedBy ownership: Ownership) -> stat {
        var status = stat()
        status.st_ino = UInt(number)
        status.st_mode = kind.type | kind.permissions(without: mode_t(ownership.umask & 0o777))
        status.st_nlink = 1
        status.st_uid = ownership.user
        status.st_gid = ownership.group
        status.st_size = Int(size)
        // Rounded up: with 0 `tar -S` takes the file for one hole and archives nothing.
        status.st_blocks = Int(size / Self.statUnit + (size % Self.statUnit == 0 ? 0 : 1))
        status.st_blksize = 128 * 1024
        let moment = timespec(tv_sec: Int(modified.rawValue), tv_nsec: 0)
        status.st_mtim = moment
        status.st_ctim = moment
        status.st_atim = moment
        return status
    }
}

extension Attributes.Kind {
    /// The type bits of `st_mode`.
    var type: mode_t {
        switch self {
        case .directory: mode_t(Glibc.S_IFDIR)
        case .file: mode_t(Glibc.S_IFREG)
        case .link: mode_t(Glibc.S_IFLNK)
        }
    }

    /// A link's own bits mean nothing, and are shown as they are everywhere (symlink(7)).
    fileprivate func permissions(without umask: mode_t) -> mode_t {
        switch self {
        case .directory: 0o555 & ~umask
        case .file: 0o444 & ~umask
        case .link: 0o777
        }
    }
}

extension Duration {
    /// The duration in seconds, as libfuse takes its timeouts.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}

/// The text of a symbolic link as an answer.
struct LinkTarget: FuseReply {
    let text: String

    func send(to request: consuming FuseRequest, of session: FuseSession) {
        unsafe request.answer { unsafe fuse_reply_readlink($0, text) }
    }
}

extension FileSystemStatistics: FuseReply {
    /// The unit of the sizes told: small enough for a small library not to round to nothing.
    private static let unit: Int64 = 4096

    func send(to request: consuming FuseRequest, of session: FuseSession) {
        var status = statvfs()
        status.f_bsize = UInt(Self.unit)
        status.f_frsize = UInt(Self.unit)
        // An empty file system is left out of `df`.
        status.f_blocks = UInt(max(bytes / Self.unit, 1))
        status.f_files = UInt(max(nodes, 1))
        status.f_namemax = 255
        unsafe request.answer { unsafe fuse_reply_statfs($0, &status) }
    }
}

extension FileBytes {
    /// Sends the bytes from where they lie.
    func send(to request: consuming FuseRequest) {
        guard parts.count > 1 else {
            return sendOne(to: request)
        }
        guard parts.allSatisfy({ if case .block = $0 { true } else { false } }) else {
            return FileBytes(parts: [.bytes(joined[...])]).sendOne(to: request)
        }
        var vectors: [iovec] = unsafe []
        for case .block(let block, let range) in parts {
            unsafe vectors.append(iovec(iov_base: block.memory + range.lowerBound, iov_len: range.count))
        }
        unsafe request.answer { raw in
            unsafe vectors.withUnsafeBufferPointer {
                unsafe fuse_reply_iov(raw, $0.baseAddress, CInt($0.count))
            }
        }
        // The blocks must outlive the call that reads them.
        withExtendedLifetime(parts) {}
    }

    private func sendOne(to request: consuming FuseRequest) {
        switch parts.first {
        case nil:
            unsafe request.answer { unsafe fuse_reply_buf($0, nil, 0) }
        case .bytes(let bytes):
            unsafe request.answer { raw in
                unsafe bytes.withUnsafeBytes { unsafe fuse_reply_buf(raw, $0.baseAddress, $0.count) }
            }
        case .block(let block, let range):
            unsafe request.answer { raw in
                unsafe fuse_reply_buf(raw, block.memory + range.lowerBound, range.count)
            }
            withExtendedLifetime(block) {}
        }
    }
}

internal import CFuse
internal import Glibc

extension FuseSession {
    /// Time for which the kernel may answer by itself that a name is not there. Changes are told, so
    /// this only bounds what a lost notice could hide.
    private static let absence = Duration.seconds(60)

    func answerLookup(_ token: FuseRequest.Token, of name: String, in directory: InodeNumber) {
        let answer: TreeAnswer<Entry?> =
            switch tree.lookup(name, in: directory) {
            case .now(.success(let entry)): .now(.success(entry))
            case .now(.failure(.noSuchEntry)): .now(.success(nil))
            case .now(.failure(let error)): .now(.failure(error))
            case .later(let work):
                .later { () async throws(OperationError) -> Entry? in
                    do throws(OperationError) {
                        return try await work()
                    } catch .noSuchEntry {
                        return nil
                    }
                }
            }
        self.answer(token, with: answer) { entry, request, session in
            guard let entry else { return Self.answerAbsent(request) }
            entry.send(to: request, of: session)
        }
    }

    /// An entry with node number 0 is an absence that the kernel may remember: fuse_lowlevel.h.
    private static func answerAbsent(_ request: consuming FuseRequest) {
        var parameters = fuse_entry_param()
        parameters.entry_timeout = absence.seconds
        unsafe request.answer { unsafe fuse_reply_entry($0, &parameters) }
    }

    func answerOpenDirectory(
        _ token: FuseRequest.Token, of inode: InodeNumber, information: fuse_file_info
    ) {
        answer(token, with: tree.list(inode)) { listing, request, session in
            var information = information
            let handle = session.directories.add(listing)
            information.fh = handle
            // The kernel keeps the entries until a notice says that they changed.
            information.cache_readdir = 1
            information.keep_cache = 1
            unsafe request.answer { raw in
                let status = unsafe fuse_reply_open(raw, &information)
                // The opener is gone: nobody will release the handle.
                if status != 0 { _ = session.directories.remove(handle) }
                return status
            }
        }
    }

    func answerReadDirectory(
        _ token: FuseRequest.Token, in directory: InodeNumber, handle: UInt64, from offset: off_t, limit: Int,
        withAttributes: Bool
    ) {
        guard let listing = directories[handle] else { return FuseRequest(token).refuse(.staleInode) }
        var buffer = DirectoryBuffer(limit: limit, for: token)
        let total = Self.dots.count + listing.items.count
        var position = max(0, Int(clamping: offset))
        while position < total {
            let isAdded =
                if position < Self.dots.count {
                    addDot(position, of: listing, to: &buffer, withAttributes: withAttributes)
                } else if withAttributes {
                    addEntry(position - Self.dots.count, of: listing, in: directory, to: &buffer)
                } else {
                    buffer.add(position - Self.dots.count, of: listing, next: position + 1)
                }
            guard isAdded else { break }
            position += 1
        }
        buffer.send(to: FuseRequest(token), of: self)
    }

    private static let dots = [".", ".."]

    /// "." and ".." never count as looked up, so they come without a node number.
    private func addDot(
        _ position: Int, of listing: DirectoryListing, to buffer: inout DirectoryBuffer, withAttributes: Bool
    ) -> Bool {
        let node = position == 0 ? listing.node : NodeID.root
        let (name, number) = (Self.dots[position], node.stableNumber)
        guard withAttributes else {
            return buffer.add(name, number: number, kind: .directory, next: position + 1)
        }
        return buffer.add(
            name, number: number, kind: .directory, entry: nil, ownedBy: ownership, next: position + 1)
    }

    /// An entry that comes with a node number counts as looked up.
    private func addEntry(
        _ position: Int, of listing: DirectoryListing, in directory: InodeNumber,
        to buffer: inout DirectoryBuffer
    ) -> Bool {
        let item = listing.items[position]
        let entry = tree.entry(for: item, in: directory)
        let isAdded = buffer.add(
            item.name, number: listing.number(at: position), kind: item.kind, entry: entry,
            ownedBy: ownership, next: position + Self.dots.count + 1)
        if !isAdded, let entry { forget(entry.inode, count: 1) }
        return isAdded
    }
}

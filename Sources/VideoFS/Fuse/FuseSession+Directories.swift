internal import CFuse
internal import Glibc
internal import Synchronization

extension FuseSession {
    /// Time for which the kernel may answer by itself that a name is not there. Changes are told, so
    /// this only bounds what a lost notice could hide.
    private static let absence = Duration.seconds(60)

    func answerLookup(_ token: FuseRequest.Token, of name: String, in directory: InodeNumber) {
        habits.withLock { $0.lookedUp(in: directory) }
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
        let total = Self.dots.count + listing.items.count
        var position = max(0, Int(clamping: offset))
        let form = form(
            of: listing, in: directory, isStart: position == 0, for: token, withAttributes: withAttributes)
        let room = position < total ? DirectoryBuffer.room(for: listing, from: position) : 0
        var buffer = DirectoryBuffer(limit: limit, needing: room, for: token)
        while position < total {
            let isAdded =
                if position < Self.dots.count {
                    addDot(position, of: listing, to: &buffer, withAttributes: withAttributes)
                } else {
                    add(position - Self.dots.count, of: listing, in: directory, as: form, to: &buffer)
                }
            guard isAdded else { break }
            position += 1
        }
        buffer.send(to: FuseRequest(token), of: self)
    }

    private static let dots = [".", ".."]

    /// What an entry of an answer consists of.
    private enum Form {
        case plain
        /// In the longer form, which has room for attributes that are not there.
        case bare
        /// With attributes where they are at hand. `all`: also for the last entry.
        case full(all: Bool)
    }

    private func form(
        of listing: DirectoryListing, in directory: InodeNumber, isStart: Bool, for token: FuseRequest.Token,
        withAttributes: Bool
    ) -> Form {
        guard withAttributes else { return .plain }
        guard listing.node.holdsFilms else { return .full(all: true) }
        let reader = unsafe fuse_req_ctx(token.raw).pointee.pid
        switch habits.withLock({ $0.answer(listing: directory, isStart: isStart, by: reader) }) {
        case .names: return .bare
        case .attributes: return .full(all: false)
        }
    }

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

    private func add(
        _ position: Int, of listing: DirectoryListing, in directory: InodeNumber, as form: Form,
        to buffer: inout DirectoryBuffer
    ) -> Bool {
        let next = position + Self.dots.count + 1
        switch form {
        case .plain: return buffer.add(position, of: listing, inLongForm: false, next: next)
        case .full(let all) where all || position + 1 < listing.items.count:
            return addEntry(position, of: listing, in: directory, to: &buffer)
        case .bare, .full: return buffer.add(position, of: listing, inLongForm: true, next: next)
        }
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

internal import Synchronization

/// The nodes the kernel holds a number for.
///
/// The kernel counts every entry answered and gives the count back in `forget`; a number stays valid
/// until the two balance. Numbers are never reused.
///
/// The lock guards memory only: nothing suspends, calls C or takes another lock under it.
final class InodeTable: Sendable {
    private let state = Mutex(State())

    /// Returns the node's number and counts one more lookup. Call it only for an entry that is about
    /// to be answered.
    func remember(_ node: NodeID, named name: String, in parent: InodeNumber) -> InodeNumber {
        state.withLock { $0.remember(node, named: name, in: parent) }
    }

    /// Finds what a number stands for.
    ///
    /// - Throws: ``OperationError/staleInode`` when the kernel has already forgotten the number.
    func node(at inode: InodeNumber) throws(OperationError) -> NodeID {
        guard let node = state.withLock({ $0.node(at: inode) }) else { throw .staleInode }
        return node
    }

    /// The number under which the kernel knows a node, where it does.
    func inode(of node: NodeID) -> InodeNumber? {
        state.withLock { $0.inode(of: node) }
    }

    /// The path of a node below the mount point, by the names under which the kernel last found it.
    func path(of inode: InodeNumber) -> String? {
        state.withLock { $0.path(of: inode) }
    }

    /// The nodes the kernel knows that satisfy a condition.
    func nodes(where isWanted: (NodeID) -> Bool) -> [(node: NodeID, inode: InodeNumber)] {
        state.withLock { $0.nodes(where: isWanted) }
    }

    /// Those of them that name an identifier of the service's: of a site, a package, a video or a file.
    func nodes(naming id: String, where isWanted: (NodeID) -> Bool) -> [(node: NodeID, inode: InodeNumber)] {
        state.withLock { $0.nodes(naming: id, where: isWanted) }
    }

    /// What the kernel knows inside a directory: name, node and number of each.
    func children(of parent: InodeNumber) -> [Child] {
        state.withLock { $0.children(of: parent) }
    }

    /// Takes back `count` lookups.
    ///
    /// - Returns: whether those were the last.
    @discardableResult
    func forget(_ inode: InodeNumber, count: UInt64) -> Bool {
        state.withLock { $0.forget(inode, count: count) }
    }

    struct Child: Hashable, Sendable {
        let name: String
        let node: NodeID
        let inode: InodeNumber
    }
}

extension InodeTable {
    /// The table as a plain value: all of its behaviour, testable without a lock or a mount.
    ///
    /// Packed, since the kernel may hold a number for each of a hundred thousand films: nodes and names are
    /// bytes in tables, and a name that many nodes have, such as `info.json`, is there once.
    struct State {
        /// Each node by its place; a place is used again for another node, under another number.
        private var nodes = WordTable()
        private var names = WordTable()
        /// How many records have each of the names.
        private var uses: [UInt32] = []
        /// By place.
        private var records: [Record] = []

        private struct Record {
            var parent: InodeNumber
            /// 0: nothing is here.
            var lookups: UInt64
            var name: UInt32
            /// Counts the nodes that were here.
            var generation: UInt32
        }

        init() {
            let place = nodes.insert(NodeID.root.bytes).number
            // The root's number is 1: the place 0 in its first generation.
            records = [Record(parent: .root, lookups: 1, name: UInt32(take("")), generation: 0)]
            precondition(place == 0, "the first word of a table gets the number 0")
        }

        mutating func remember(_ node: NodeID, named name: String, in parent: InodeNumber) -> InodeNumber {
            let (place, isNew) = nodes.insert(node.bytes)
            guard isNew else {
                records[place].lookups += 1
                rename(place, to: name)
                return inode(at: place)
            }
            let name = UInt32(take(name))
            if place == records.count {
                records.append(Record(parent: parent, lookups: 1, name: name, generation: 0))
            } else {
                let generation = records[place].generation &+ 1
                records[place] = Record(parent: parent, lookups: 1, name: name, generation: generation)
            }
            return inode(at: place)
        }

        func node(at inode: InodeNumber) -> NodeID? {
            place(of: inode).map { NodeID(bytes: nodes.word($0)) }
        }

        func inode(of node: NodeID) -> InodeNumber? {
            nodes.number(of: node.bytes).map { inode(at: $0) }
        }

        func path(of inode: InodeNumber) -> String? {
            var path: [String] = []
            var inode = inode
            while inode != .root {
                guard let place = place(of: inode) else { return nil }
                path.append(name(at: place))
                inode = records[place].parent
            }
            return path.reversed().joined(separator: "/")
        }

        func nodes(where isWanted: (NodeID) -> Bool) -> [(node: NodeID, inode: InodeNumber)] {
            nodes.numbers.compactMap { place in
                let node = NodeID(bytes: nodes.word(place))
                return isWanted(node) ? (node: node, inode: inode(at: place)) : nil
            }
        }

        func nodes(
            naming id: String, where isWanted: (NodeID) -> Bool
        ) -> [(node: NodeID, inode: InodeNumber)] {
            let id = Array(id.utf8)
            return nodes.numbers.compactMap { place in
                let bytes = nodes.word(place)
                guard NodeID.names(id, in: bytes) else { return nil }
                let node = NodeID(bytes: bytes)
                return isWanted(node) ? (node: node, inode: inode(at: place)) : nil
            }
        }

        func children(of parent: InodeNumber) -> [Child] {
            records.indices.compactMap { place in
                // The root is its own parent and nobody's child.
                guard place != 0, records[place].parent == parent, records[place].lookups > 0 else {
                    return nil
                }
                return Child(
                    name: name(at: place), node: NodeID(bytes: nodes.word(place)), inode: inode(at: place))
            }
        }

        @discardableResult
        mutating func forget(_ inode: InodeNumber, count: UInt64) -> Bool {
            // The root's number is part of the protocol: it outlives its lookups.
            guard inode != .root, let place = place(of: inode) else { return false }
            records[place].lookups -= min(count, records[place].lookups)
            guard records[place].lookups == 0 else { return false }
            drop(Int(records[place].name))
            nodes.remove(place)
            return true
        }

        // MARK: - Numbers

        /// A place and its generation, side by side: never the same number for two nodes.
        private func inode(at place: Int) -> InodeNumber {
            InodeNumber(rawValue: UInt64(records[place].generation) << 32 | UInt64(place + 1))
        }

        private func place(of inode: InodeNumber) -> Int? {
            let place = Int(inode.rawValue & 0xffff_ffff) - 1
            guard records.indices.contains(place), records[place].lookups > 0,
                records[place].generation == UInt32(inode.rawValue >> 32)
            else { return nil }
            return place
        }

        // MARK: - Names

        private func name(at place: Int) -> String {
            names.text(Int(records[place].name))
        }

        private mutating func rename(_ place: Int, to name: String) {
            let new = take(name)
            drop(Int(records[place].name))
            records[place].name = UInt32(new)
        }

        private mutating func take(_ name: String) -> Int {
            let (number, _) = names.insert(Array(name.utf8))
            if number == uses.count { uses.append(0) }
            uses[number] += 1
            return number
        }

        private mutating func drop(_ number: Int) {
            uses[number] -= 1
            if uses[number] == 0 { names.remove(number) }
        }
    }
}

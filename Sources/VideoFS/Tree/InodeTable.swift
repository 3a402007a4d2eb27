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

    /// What the kernel knows inside a directory: name, node and number of each.
    func children(of parent: InodeNumber) -> [Child] {
        state.withLock { $0.children(of: parent) }
    }

    /// Takes back `count` lookups.
    func forget(_ inode: InodeNumber, count: UInt64) {
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
    struct State {
        private var records: [InodeNumber: Record] = [
            .root: Record(node: .root, name: "", parent: .root, lookups: 1)
        ]
        private var numbers: [NodeID: InodeNumber] = [.root: .root]
        private var childrenOf: [InodeNumber: Set<InodeNumber>] = [:]
        private var next = InodeNumber.root.rawValue + 1

        private struct Record {
            let node: NodeID
            var name: String
            var parent: InodeNumber
            var lookups: UInt64
        }

        mutating func remember(_ node: NodeID, named name: String, in parent: InodeNumber) -> InodeNumber {
            if let inode = numbers[node], var record = records[inode] {
                record.lookups += 1
                record.name = name
                records[inode] = record
                return inode
            }
            let inode = InodeNumber(rawValue: next)
            next += 1
            numbers[node] = inode
            records[inode] = Record(node: node, name: name, parent: parent, lookups: 1)
            childrenOf[parent, default: []].insert(inode)
            return inode
        }

        func node(at inode: InodeNumber) -> NodeID? {
            records[inode]?.node
        }

        func inode(of node: NodeID) -> InodeNumber? {
            numbers[node]
        }

        func path(of inode: InodeNumber) -> String? {
            var names: [String] = []
            var place = inode
            while place != .root {
                guard let record = records[place] else { return nil }
                names.append(record.name)
                place = record.parent
            }
            return names.reversed().joined(separator: "/")
        }

        func nodes(where isWanted: (NodeID) -> Bool) -> [(node: NodeID, inode: InodeNumber)] {
            numbers.compactMap { isWanted($0.key) ? (node: $0.key, inode: $0.value) : nil }
        }

        func children(of parent: InodeNumber) -> [Child] {
            (childrenOf[parent] ?? []).compactMap { inode in
                records[inode].map { Child(name: $0.name, node: $0.node, inode: inode) }
            }
        }

        mutating func forget(_ inode: InodeNumber, count: UInt64) {
            // The root's number is part of the protocol: it outlives its lookups.
            guard inode != .root, var record = records[inode] else { return }
            record.lookups -= min(count, record.lookups)
            guard record.lookups == 0 else {
                records[inode] = record
                return
            }
            records[inode] = nil
            numbers[record.node] = nil
            childrenOf[record.parent]?.remove(inode)
            if childrenOf[record.parent]?.isEmpty == true { childrenOf[record.parent] = nil }
        }
    }
}

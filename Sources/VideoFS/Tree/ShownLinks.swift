internal import Synchronization

/// Symbolic links whose text lies elsewhere in the tree: those that the kernel was told, and directories that
/// leave one out because the video that it would lead to is not known.
final class ShownLinks: Sendable {
    /// Links and directories remembered. Few libraries have any; one that has more loses precision only.
    private static let limit = 10_000

    private struct State {
        var told: Set<InodeNumber> = []
        var incomplete: Set<NodeID> = []
        /// Counts what became known that a link may lead to.
        var sights: UInt64 = 1
    }

    private let state = Mutex(State())

    /// The kernel keeps a link's text from now on.
    func show(_ inode: InodeNumber) {
        state.withLock { state in
            if state.told.count < Self.limit { state.told.insert(inode) }
        }
    }

    /// A directory was listed, and something was left out or not.
    func note(_ directory: NodeID, isIncomplete: Bool) {
        state.withLock { state in
            if !isIncomplete {
                state.incomplete.remove(directory)
            } else if state.incomplete.count < Self.limit {
                state.incomplete.insert(directory)
            }
        }
    }

    /// Gives the links away: they are told anew.
    func takeTold() -> Set<InodeNumber> {
        state.withLock { state in
            defer { state.told = [] }
            return state.told
        }
    }

    /// What a directory's listing depends on besides records; 0 for a directory in which nothing is left out.
    func version(of directory: NodeID) -> UInt64 {
        state.withLock { $0.incomplete.contains(directory) ? $0.sights : 0 }
    }

    /// Something is known now that a link may lead to.
    ///
    /// - Returns: the directories to look at again.
    func sighted() -> Set<NodeID> {
        state.withLock { state in
            state.sights += 1
            return state.incomplete
        }
    }
}

/// The number under which the kernel knows a node: a counter, never used twice within a mount.
///
/// What a person sees as `st_ino` is another number, ``NodeID/stableNumber``, which survives remounts.
struct InodeNumber: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt64

    /// The root's number, fixed by the protocol (`FUSE_ROOT_ID`).
    static let root = InodeNumber(rawValue: 1)
}

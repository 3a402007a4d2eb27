internal import Foundation

/// What can be asked of the kernel about a mount only through sysfs. Best effort: as a user, or in a
/// container, the files may not be writable, and then the mount is a little slower.
enum KernelTuning {
    /// Read-ahead of the kernel itself, in KiB: 1.3 to 1.7 times the throughput of the default of 128.
    private static let readAhead = "1024"

    /// Asks the mount for its root, so that it surely answers, and raises its read-ahead. Blocks.
    static func apply(to mountPoint: String) {
        guard let root = unsafe opendir(mountPoint) else { return }
        unsafe closedir(root)
        guard let device = MountTable.mounts.last(where: { $0.path == mountPoint })?.device else { return }
        write(readAhead, to: "/sys/class/bdi/\(device)/read_ahead_kb")
    }

    /// What ends the connection of a mount to the kernel, whoever still has files open
    /// (Documentation/filesystems/fuse.rst). To be opened while it is mounted: once it is off its directory
    /// the next mount gets its number, and would be ended in its stead. The open file stays this one's.
    static func abortSwitch(of device: String) -> FileHandle? {
        guard let minor = device.split(separator: ":").last else { return nil }
        return FileHandle(forWritingAtPath: "/sys/fs/fuse/connections/\(minor)/abort")
    }

    /// Ends the connection, if it is still there.
    static func abort(with abortSwitch: FileHandle) {
        try? abortSwitch.write(contentsOf: Data("1".utf8))
        try? abortSwitch.close()
    }

    private static func write(_ text: String, to path: String) {
        guard let file = FileHandle(forWritingAtPath: path) else { return }
        try? file.write(contentsOf: Data(text.utf8))
        try? file.close()
    }
}

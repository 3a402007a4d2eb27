internal import Foundation

/// The vidfs mounts that this process can see (proc_pid_mountinfo(5)).
struct MountTable {
    let mounts: [Entry]

    struct Entry: Hashable {
        /// Absolute.
        let mountPoint: String
        /// `<provider>:<account>`.
        let source: String
    }

    static func read() -> MountTable {
        let bytes = FileManager.default.contents(atPath: "/proc/self/mountinfo") ?? Data()
        return MountTable(mountInfo: String(decoding: bytes, as: UTF8.self))
    }

    init(mountInfo: String) {
        mounts = mountInfo.split(separator: "\n").compactMap { line in
            // Optional fields in between end with a lone dash.
            let fields = line.split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 2,
                fields[dash + 1] == "fuse.vidfs"
            else { return nil }
            return Entry(
                mountPoint: Self.unescaped(fields[4]), source: Self.unescaped(fields[dash + 2]))
        }
    }

    /// The mount that a path lies in: the innermost.
    func mount(of path: String) -> Entry? {
        mounts
            .filter { path == $0.mountPoint || path.hasPrefix($0.mountPoint + "/") }
            .max { $0.mountPoint.utf8.count < $1.mountPoint.utf8.count }
    }

    /// - Throws: ``CommandFailure`` unless there is exactly one mount.
    func only() throws(CommandFailure) -> Entry {
        guard let first = mounts.first else { throw CommandFailure("nothing is mounted", status: .failed) }
        guard mounts.count == 1 else {
            let places = mounts.map(\.mountPoint).joined(separator: ", ")
            throw .usage("there are several mounts, name one of them: \(places)")
        }
        return first
    }

    /// Space, tab, line end and backslash stand there as three octal digits.
    private static func unescaped(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = field.utf8[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(3), as: UTF8.self)
            if byte == UInt8(ascii: "\\"), let code = UInt8(digits, radix: 8) {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

internal import Glibc

/// The program's own code in memory.
///
/// `unsafe` stands here for addresses that the kernel named a moment before.
enum ProgramPages {
    /// Lets go of all code: what is run again comes back from the file, mostly from the kernel's cache, in pieces
    /// of 64 KiB. A start runs code all over the program, and most of it never again.
    ///
    /// Code is never written to, so nothing is lost.
    static func letGo() {
        guard let maps = try? PrivateFile.read("/proc/self/maps", limit: 1 << 20) else { return }
        for line in maps.split(separator: UInt8(ascii: "\n")) {
            guard let range = code(in: String(decoding: line, as: UTF8.self)),
                let start = unsafe UnsafeMutableRawPointer(bitPattern: range.lowerBound)
            else { continue }
            unsafe _ = madvise(start, range.count, MADV_DONTNEED)
        }
    }

    /// Addresses to which a line of `/proc/<pid>/maps` (proc(5)) says that a file's code is mapped; `nil` for all
    /// else.
    static func code(in line: String) -> Range<UInt>? {
        let fields = line.split(separator: " ")
        guard fields.count >= 6, fields[1] == "r-xp", fields[5].first == "/" else { return nil }
        let ends = fields[0].split(separator: "-").map { UInt($0, radix: 16) }
        guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else { return nil }
        return start..<end
    }
}

internal import Foundation

/// What is mounted, as this process sees it (proc(5), `/proc/self/mountinfo`).
enum MountTable {
    struct Entry: Hashable {
        let path: String
        /// `fuse.vidfs`, `ext4` …
        let kind: String
        /// The device, as `major:minor`.
        let device: String
    }

    static var mounts: [Entry] {
        let text = (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { entry(String($0)) }
    }

    static func entry(_ line: String) -> Entry? {
        let fields = line.split(separator: " ")
        guard let dash = fields.firstIndex(of: "-"), fields.count > dash + 1, fields.count > 4 else {
            return nil
        }
        return Entry(path: unescaped(fields[4]), kind: String(fields[dash + 1]), device: String(fields[2]))
    }

    /// Spaces and the like are written as octal numbers: `\040`.
    private static func unescaped(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(3), as: UTF8.self)
            if byte == UInt8(ascii: "\\"), digits.count == 3, let value = UInt8(digits, radix: 8) {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

internal import Glibc

/// A small file of two versions, each of which is overwritten in its turn: one change costs one write to the
/// kernel's cache. Making a file anew and renaming it costs two of a journal's, and on ext4 a write to the disk.
///
/// A process that ends in the midst of a change leaves the version before it, and one that its reader must
/// recognize as broken. Whoever changes the file holds a lock of its own.
enum SlotFile {
    enum Content: Hashable {
        case none
        /// Of both slots, as far as they were ever written.
        case slots([[UInt8]])
        /// Of another form.
        case other([UInt8])
    }

    /// Bytes of a version at the most: more than the books of any service need by far.
    static let limit = (1 << 16) - lengthSize

    /// First in the file.
    private static let mark: [UInt8] = Array("vidfs two slots\n".utf8)
    /// The first slot begins a page later, so that the mark is never in the midst of a change.
    private static let start = 4_096
    private static let lengthSize = 8
    /// Bytes read at first: one call for nearly every version.
    private static let portion = 8 << 10

    static func read(_ path: String) throws(PrivateFile.Refusal) -> Content {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw .failed(errno: errno) }
            return .none
        }
        defer { close(file) }
        let head = try bytes(of: file, at: 0, count: mark.count)
        guard head == mark else {
            let whole = try bytes(of: file, at: 0, count: limit + 1)
            guard whole.count <= limit else { throw .tooLarge }
            return .other(whole)
        }
        return .slots([try version(0, of: file), try version(1, of: file)])
    }

    /// Makes the file anew, with a first version in the first slot. Missing directories are made, for the owner
    /// only.
    static func make(_ path: String, with content: [UInt8]) throws(PrivateFile.Refusal) {
        let padding = [UInt8](repeating: 0, count: start - mark.count)
        try PrivateFile.put(mark + padding + framed(content), at: path)
    }

    /// Overwrites the version in a slot of a file that exists.
    static func write(_ content: [UInt8], to slot: Int, of path: String) throws(PrivateFile.Refusal) {
        let file = unsafe open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { throw .failed(errno: errno) }
        defer { close(file) }
        var rest = try framed(content)[...]
        while !rest.isEmpty {
            let position = off_t(offset(of: slot) + rest.startIndex)
            let count = unsafe rest.withUnsafeBytes {
                unsafe pwrite(file, $0.baseAddress, $0.count, position)
            }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw .failed(errno: errno)
            }
            rest = rest.dropFirst(count)
        }
    }

    private static func offset(of slot: Int) -> Int {
        start + slot * (lengthSize + limit)
    }

    /// The length, least byte first, and the content.
    private static func framed(_ content: [UInt8]) throws(PrivateFile.Refusal) -> [UInt8] {
        guard content.count <= limit else { throw .tooLarge }
        return (0..<lengthSize).map { UInt8(truncatingIfNeeded: content.count >> (8 * $0)) } + content
    }

    private static func version(_ slot: Int, of file: CInt) throws(PrivateFile.Refusal) -> [UInt8] {
        let first = try bytes(of: file, at: offset(of: slot), count: portion)
        guard first.count >= lengthSize else { return [] }
        let length = first[..<lengthSize].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(limit) else { return [] }
        let end = lengthSize + Int(length)
        guard end > portion else { return Array(first[lengthSize..<min(end, first.count)]) }
        let more = try bytes(of: file, at: offset(of: slot) + portion, count: end - portion)
        return first[lengthSize...] + more
    }

    /// As many as there are.
    private static func bytes(
        of file: CInt, at position: Int, count: Int
    ) throws(PrivateFile.Refusal) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = unsafe bytes.withUnsafeMutableBytes {
                unsafe pread(
                    file, $0.baseAddress?.advanced(by: filled), count - filled, off_t(position + filled))
            }
            guard read >= 0 else {
                if errno == EINTR { continue }
                throw .failed(errno: errno)
            }
            guard read > 0 else { break }
            filled += read
        }
        return Array(bytes[..<filled])
    }
}

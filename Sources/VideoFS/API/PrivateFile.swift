internal import Glibc

/// Files that only their owner may read.
///
/// `unsafe` stands here for C calls that take a path or a buffer and let go of it before they return.
enum PrivateFile {
    /// Why a file could not be read or written: `errno`, or a mode that lets others in.
    enum Refusal: Error, Hashable {
        case tooOpen(path: String, mode: UInt32)
        case failed(errno: CInt)
        case tooLarge
    }

    /// - Returns: the permission bits; `nil` where there is no such file.
    static func mode(of path: String) throws(Refusal) -> UInt32? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw .failed(errno: errno) }
            return nil
        }
        return status.st_mode & 0o7777
    }

    /// - Throws: ``Refusal/tooOpen(path:mode:)`` where anybody else has a right to it.
    static func checkMode(of path: String) throws(Refusal) {
        guard let mode = try mode(of: path), mode & 0o077 != 0 else { return }
        throw .tooOpen(path: path, mode: mode)
    }

    /// - Returns: the content; `nil` where there is no such file.
    static func read(_ path: String, limit: Int) throws(Refusal) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw .failed(errno: errno) }
            return nil
        }
        defer { close(file) }
        var content: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe part.withUnsafeMutableBytes {
                unsafe Glibc.read(file, $0.baseAddress, $0.count)
            }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw .failed(errno: errno)
            }
            guard count > 0 else { return content }
            content += part[..<count]
            guard content.count <= limit else { throw .tooLarge }
        }
    }

    /// Puts `content` in the place of what is there: after a crash at any moment there is the whole old or
    /// the whole new file. Missing directories are made, for the owner only.
    static func replace(_ path: String, with content: [UInt8]) throws(Refusal) {
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try makeDirectory(directory)
        try checkMode(of: directory)
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max))"
        let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .failed(errno: errno) }
        var replaced = false
        defer { if !replaced { unsafe _ = unlink(temporary) } }
        do throws(Refusal) {
            try write(content, to: file)
            guard fsync(file) == 0 else { throw .failed(errno: errno) }
        } catch {
            close(file)
            throw error
        }
        guard close(file) == 0, unsafe rename(temporary, path) == 0 else { throw .failed(errno: errno) }
        replaced = true
        syncDirectory(directory)
    }

    static func write(_ content: [UInt8], to file: CInt) throws(Refusal) {
        var rest = content[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw .failed(errno: errno)
            }
            rest = rest.dropFirst(count)
        }
    }

    static func makeDirectory(_ path: String) throws(Refusal) {
        guard !path.isEmpty, try mode(of: path) == nil else { return }
        if let slash = path.lastIndex(of: "/") { try makeDirectory(String(path[..<slash])) }
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .failed(errno: errno) }
    }

    /// The new name itself must survive a power cut. Where that cannot be had the content still can.
    private static func syncDirectory(_ path: String) {
        let directory = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        fsync(directory)
        close(directory)
    }
}

extension PrivateFile.Refusal: CustomStringConvertible {
    var description: String {
        switch self {
        case .tooOpen: "others may read it"
        case .failed(EACCES), .failed(EPERM): "permission denied"
        case .failed(EROFS): "the file system is read-only"
        case .failed(ENOSPC), .failed(EDQUOT): "no space left"
        case .failed(EISDIR): "it is a directory"
        case .failed(let errno): "error \(errno)"
        case .tooLarge: "it is far too large"
        }
    }
}

internal import Glibc

/// A file of the index cache, open: its table in memory, its bytes on disk, each checked when it is read.
///
/// It stays what it was when it was opened, also when another takes its name.
///
/// `unsafe` stands here for C calls that take a path or a buffer and let go of it before they return.
final class IndexFile: Sendable {
    enum Failure: Error, Hashable {
        case missing
        /// Not what was written, or written by another program.
        case damaged
        case failed(errno: CInt)
    }

    let table: IndexTable
    /// Bytes on disk.
    let length: Int
    private let descriptor: CInt
    /// Where the first part begins.
    private let body: Int

    private init(table: IndexTable, length: Int, descriptor: CInt, body: Int) {
        self.table = table
        self.length = length
        self.descriptor = descriptor
        self.body = body
    }

    deinit {
        close(descriptor)
    }

    /// Opens a file and reads its table.
    ///
    /// - Throws: ``Failure``.
    static func open(_ path: String) throws(Failure) -> IndexFile {
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw errno == ENOENT ? .missing : .failed(errno: errno) }
        do throws(Failure) {
            let end = lseek(descriptor, 0, SEEK_END)
            guard end >= 0 else { throw .failed(errno: errno) }
            let preamble = try read(descriptor, at: 0, count: IndexTable.preamble)
            guard let (length, sum) = IndexTable.lengths(in: preamble) else { throw .damaged }
            let bytes = try read(descriptor, at: IndexTable.preamble, count: length)
            guard let table = IndexTable(bytes, sum: sum) else { throw .damaged }
            return IndexFile(
                table: table, length: end, descriptor: descriptor,
                body: IndexTable.preamble + length)
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// The part that a range lies in as a whole.
    func part(covering range: Range<Int64>) -> IndexTable.Part? {
        table.parts.first {
            $0.range.lowerBound <= range.lowerBound && range.upperBound <= $0.range.upperBound
        }
    }

    /// Reads bytes of the film, and proves that they are what was written.
    ///
    /// - Parameter range: offsets into the film, not empty.
    /// - Returns: `nil` where they are not all kept.
    /// - Throws: ``Failure``.
    func bytes(_ range: Range<Int64>) throws(Failure) -> ArraySlice<UInt8>? {
        guard let part = part(covering: range) else { return nil }
        let piece = IndexTable.piece
        let start = Int(range.lowerBound - part.start)
        let end = Int(range.upperBound - part.start)
        let first = start / piece * piece
        let last = min((end - 1) / piece * piece + piece, part.length)
        let before = table.parts.prefix { $0.start < part.start }.reduce(0) { $0 + $1.length }
        let bytes = try Self.read(descriptor, at: body + before + first, count: last - first)
        for place in stride(from: first, to: last, by: piece) {
            let checked = bytes[place - first..<min(place + piece, last) - first]
            guard PieceChecksum.value(of: checked) == part.sums[place / piece] else { throw .damaged }
        }
        return bytes[start - first..<end - first]
    }

    /// Everything that is kept in it.
    ///
    /// - Throws: ``Failure``.
    func everything() throws(Failure) -> ByteRuns {
        var runs = ByteRuns()
        for part in table.parts {
            if let bytes = try bytes(part.range) { runs.insert([UInt8](bytes), at: part.start) }
        }
        return runs
    }

    /// Puts a file in the place of what is there, and opens it: after a crash at any moment there is the whole
    /// old or the whole new one. What a power cut leaves is for the checksums to find.
    ///
    /// - Throws: ``Failure``.
    static func write(
        _ runs: ByteRuns, of identity: IndexIdentity, to path: String
    ) throws(Failure) -> IndexFile {
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max))\(temporarySuffix)"
        let descriptor = unsafe Glibc.open(
            temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .failed(errno: errno) }
        do throws(Failure) {
            let table = IndexTable(identity, runs)
            let head = table.bytes
            try write(head[...], to: descriptor)
            for run in runs.runs { try write(run.bytes[...], to: descriptor) }
            guard unsafe rename(temporary, path) == 0 else { throw .failed(errno: errno) }
            return IndexFile(
                table: table, length: head.count + runs.count, descriptor: descriptor, body: head.count)
        } catch {
            close(descriptor)
            unsafe _ = unlink(temporary)
            throw error
        }
    }

    /// What the name of a file ends with until it is whole.
    static let temporarySuffix = ".new"

    private static func read(_ descriptor: CInt, at offset: Int, count: Int) throws(Failure) -> [UInt8] {
        var failure: Failure?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = 0
            while filled < count {
                let got = unsafe pread(
                    descriptor, buffer.baseAddress.map { unsafe $0 + filled }, count - filled,
                    offset + filled)
                if got < 0, errno == EINTR { continue }
                guard got > 0 else {
                    failure = got < 0 ? .failed(errno: errno) : .damaged
                    return
                }
                filled += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: CInt) throws(Failure) {
        var rest = bytes
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw .failed(errno: errno)
            }
            rest = rest.dropFirst(count)
        }
    }
}

extension IndexFile.Failure {
    /// For the log.
    var sentence: String {
        switch self {
        case .missing: "there is no such file"
        case .damaged: "it is damaged or of another version"
        case .failed(EACCES), .failed(EPERM): "permission denied"
        case .failed(EROFS): "the file system is read-only"
        case .failed(ENOSPC), .failed(EDQUOT): "no space left"
        case .failed(let errno): "error \(errno)"
        }
    }
}

internal import Foundation

/// The log of a mount in the background: `<state directory>/log/<mount point>.log`.
struct MountLog {
    let path: String

    /// A log that has grown beyond this is put aside at the next start, and the one put aside before it is
    /// dropped: two files of about this size per mount point are all that stays. Bytes.
    private static let longest = 1 << 20

    /// - Parameters:
    ///   - mountPoint: absolute.
    ///   - stateDirectory: absolute.
    init(of mountPoint: String, in stateDirectory: String) {
        path = "\(stateDirectory)/log/\(Self.escaped(mountPoint)).log"
    }

    /// Makes room for the log.
    ///
    /// - Returns: where to write it; the file need not exist yet.
    /// - Throws: ``CommandFailure`` when the directory cannot be made.
    func prepare() throws(CommandFailure) -> String {
        let files = FileManager.default
        let directory = URL(filePath: path).deletingLastPathComponent()
        do {
            // Each directory made here is its owner's alone; what exists is left as it is.
            try files.createDirectory(
                at: directory, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            let place = directory.path(percentEncoded: false)
            let sentence =
                "the log directory \(place) cannot be made; set state-dir to a place that can be written"
            throw CommandFailure(sentence, status: .wrongConfiguration)
        }
        let size = (try? files.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        if size > Self.longest {
            try? files.removeItem(atPath: path + ".1")
            try? files.moveItem(atPath: path, toPath: path + ".1")
        }
        return path
    }

    /// `/mnt/my videos` becomes `mnt-my%20videos`: one file name per mount point, and readable.
    ///
    /// The end counts more than the beginning where a name would be longer than the 255 bytes of a file
    /// name.
    static func escaped(_ mountPoint: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._".utf8)
        let name = mountPoint.split(separator: "/").map { part in
            part.utf8.map { byte in
                plain.contains(byte) ? String(UnicodeScalar(byte)) : "%" + hex(byte)
            }.joined()
        }.joined(separator: "-")
        return name.isEmpty ? "-" : String(name.suffix(200))
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }
}

internal import Foundation

extension DemoLibrary {
    /// Writes every media file below `directory`, each at its path on the CDN, so that a web server such as
    /// nginx can be the CDN.
    ///
    /// - Parameter directory: is created where it is missing; files in it are replaced.
    /// - Throws: an error of the file system, or one that names media which cannot be read.
    public func write(mediaTo directory: String) throws {
        for (path, media) in mediaFiles {
            let target = URL(filePath: directory + path)
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Self.write(media, to: target)
        }
    }

    /// Every file of the CDN by its path, signed or public.
    private var mediaFiles: [String: DemoMedia] {
        var files: [String: DemoMedia] = [:]
        for package in sites.flatMap(\.packages) {
            files.merge(package.publicFiles) { first, _ in first }
            for video in package.videos {
                files.merge(video.publicFiles) { first, _ in first }
                for (path, file) in zip(video.filePaths, video.files) {
                    if let path { files[path] = file.media }
                }
            }
        }
        return files
    }

    private static func write(_ media: DemoMedia, to target: URL) throws {
        switch media {
        case .bytes(let bytes):
            try Data(bytes).write(to: target)
        case .embedded(let name):
            guard let file = EmbeddedMedia.file(named: name) else {
                throw MediaError.noEmbeddedMedia(named: name)
            }
            try Data(file.bytes).write(to: target)
        case .file(let path):
            try? FileManager.default.removeItem(at: target)
            try FileManager.default.copyItem(at: URL(filePath: path), to: target)
        case .synthetic(let seed, let length):
            try Data().write(to: target)
            let file = try FileHandle(forWritingTo: target)
            defer { try? file.close() }
            // In pieces: the whole may be several GiB.
            for start in stride(from: 0, to: length, by: 1 << 20) {
                let piece = DemoMedia.bytes(seed: seed, range: start..<min(start + 1 << 20, length))
                try file.write(contentsOf: piece)
            }
        }
    }
}

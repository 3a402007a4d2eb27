internal import DemoOrigin
internal import Foundation

/// A directory of films, laid out as a CDN serves them: `media/ID/QUALITY.FORMAT`.
struct FilmDirectory {
    let path: String

    /// The films as one package of one site, in the order of their numbers.
    ///
    /// - Throws: ``FilmDirectoryError`` where no film is found, or an error of the file system.
    func library() throws -> DemoLibrary {
        let media = path + "/media"
        let numbers = try FileManager.default.contentsOfDirectory(atPath: media).compactMap(Int.init).sorted()
        let videos = try numbers.map { try video($0, in: "\(media)/\($0)") }
        guard !videos.isEmpty else { throw FilmDirectoryError.empty(media) }
        let package = DemoPackage(id: 1, title: "Films", videos: videos)
        return DemoLibrary(sites: [DemoSite(id: 1, title: "Bench", packages: [package])])
    }

    private func video(_ id: Int, in folder: String) throws -> DemoVideo {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
            let file = URL(filePath: folder).appending(path: name)
            return DemoFile(
                quality: file.deletingPathExtension().lastPathComponent, format: file.pathExtension,
                media: .file(path: file.path))
        }
        return DemoVideo(id: id, title: "Film \(id)", duration: 7_200, files: files)
    }
}

/// Why a directory is no library.
enum FilmDirectoryError: Error, CustomStringConvertible {
    case empty(String)

    var description: String {
        switch self {
        case .empty(let path): "there is no film in \(path)"
        }
    }
}

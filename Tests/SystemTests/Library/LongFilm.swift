import DemoOrigin
import Foundation
import Testing

/// A film of a hundred megabytes that programs take for one: a short one whose pictures are followed by bytes
/// that nobody looks at.
enum LongFilm: String, CaseIterable, CustomTestStringConvertible {
    case indexAtTheEnd = "index at the end"
    case indexInFront = "index in front"

    var testDescription: String { rawValue }

    private static let padding = 100 << 20

    /// Its short form, among the demo library's media.
    private var source: String {
        switch self {
        case .indexAtTheEnd: "media/1/480p.mp4"
        case .indexInFront: "media/1/720p.mp4"
        }
    }

    /// Runs `body` with the film's file, and a library of only this film in the place of ``BigLibrary``'s.
    func made(_ body: (_ file: String, _ library: DemoLibrary) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "vidfs-film-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try DemoLibrary.embedded.write(mediaTo: directory.path(percentEncoded: false))
        let short = try Data(contentsOf: directory.appending(path: source))
        let film = directory.appending(path: "long.mp4")
        try Self.lengthened([UInt8](short)).write(to: film)
        let path = film.path(percentEncoded: false)
        let file = DemoFile(quality: "720p", format: "mp4", media: .file(path: path))
        let video = DemoVideo(id: 1, title: "Long", files: [file])
        let package = DemoPackage(id: 1, title: "Films", videos: [video])
        let site = DemoSite(id: 1, title: "Big", packages: [package])
        try await body(path, DemoLibrary(sites: [site]))
    }

    /// The boxes of an MP4 (ISO/IEC 14496-12, section 4.2), that of the pictures made longer. Places in the
    /// index count from the start of the file, and stay true.
    private static func lengthened(_ film: [UInt8]) throws -> Data {
        var long = Data()
        var place = 0
        while place + 8 <= film.count {
            let length = film[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            try #require(length >= 8 && place + length <= film.count)
            let type = String(decoding: film[place + 4..<place + 8], as: UTF8.self)
            let isPictures = type == "mdat"
            let written = length + (isPictures ? padding : 0)
            for shift in [24, 16, 8, 0] { long.append(UInt8(truncatingIfNeeded: written >> shift)) }
            long.append(contentsOf: film[place + 4..<place + length])
            if isPictures { long.append(Data(count: padding)) }
            place += length
        }
        return long
    }
}

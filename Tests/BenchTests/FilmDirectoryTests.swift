import DemoOrigin
import Foundation
import Testing

@testable import vidfs_bench

struct FilmDirectoryTests {
    @Test func `films stand at the path where their CDN serves them`() throws {
        try inDirectory { path in
            for name in ["media/12/720p.mp4", "media/2/1080p.mp4", "media/notes/720p.mp4"] {
                let file = URL(filePath: path).appending(path: name)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(repeating: 1, count: 10).write(to: file)
            }
            let videos = try FilmDirectory(path: path).library().sites[0].packages[0].videos
            #expect(videos.map(\.id) == [2, 12])
            #expect(videos.flatMap(\.filePaths) == ["/media/2/1080p.mp4", "/media/12/720p.mp4"])
        }
    }

    @Test func `a directory without films is refused`() throws {
        try inDirectory { path in
            try FileManager.default.createDirectory(
                atPath: path + "/media", withIntermediateDirectories: true)
            #expect(throws: FilmDirectoryError.self) { try FilmDirectory(path: path).library() }
        }
    }

    private func inDirectory(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "films-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }
}

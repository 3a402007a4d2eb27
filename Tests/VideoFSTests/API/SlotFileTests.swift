import Foundation
import Testing

@testable import VideoFS

/// A file of two versions.
struct SlotFileTests {
    private static func content(_ count: Int, _ seed: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ seed) }
    }

    @Test(
        "both versions are read as they were written, whatever was there before",
        arguments: [0, 1, 7, 8, 8_183, 8_184, 8_185, 40_000, SlotFile.limit])
    func reads(count: Int) async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/a/file"
            #expect(try SlotFile.read(path) == .none)
            try SlotFile.make(path, with: Self.content(100, 1))
            #expect(try SlotFile.read(path) == .slots([Self.content(100, 1), []]))
            #expect(try permissions(of: path) == 0o600)
            try SlotFile.write(Self.content(count, 2), to: 1, of: path)
            #expect(try SlotFile.read(path) == .slots([Self.content(100, 1), Self.content(count, 2)]))
            try SlotFile.write(Self.content(count, 3), to: 0, of: path)
            #expect(try SlotFile.read(path) == .slots([Self.content(count, 3), Self.content(count, 2)]))
            try SlotFile.write(Self.content(5, 4), to: 1, of: path)
            #expect(try SlotFile.read(path) == .slots([Self.content(count, 3), Self.content(5, 4)]))
        }
    }

    @Test("a file of another form is read as it is, and one that is far too large is not")
    func reads() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/file"
            for count in [0, 5, 16, 300, SlotFile.limit] {
                try Data(Self.content(count, 9)).write(to: URL(filePath: path))
                #expect(try SlotFile.read(path) == .other(Self.content(count, 9)))
            }
            try Data(Self.content(SlotFile.limit + 1, 9)).write(to: URL(filePath: path))
            #expect(throws: PrivateFile.Refusal.tooLarge) { try SlotFile.read(path) }
        }
    }

    @Test("what a file says of a length is not believed")
    func liesAboutLength() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/file"
            try SlotFile.make(path, with: Self.content(100, 1))
            var bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
            for lie: [UInt8] in [[UInt8](repeating: 0xff, count: 8), [0, 0, 1, 0, 0, 0, 0, 0]] {
                bytes.replaceSubrange(4_096..<4_104, with: lie)
                try Data(bytes).write(to: URL(filePath: path))
                #expect(try SlotFile.read(path) == .slots([[], []]))
            }
            // More than the file has.
            bytes.replaceSubrange(4_096..<4_104, with: [200, 0, 0, 0, 0, 0, 0, 0])
            try Data(bytes).write(to: URL(filePath: path))
            #expect(try SlotFile.read(path) == .slots([Self.content(100, 1), []]))
        }
    }

    @Test("what is too long for a slot is refused, and changes nothing")
    func refusesWhatIsTooLong() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/file"
            let long = Self.content(SlotFile.limit + 1, 0)
            #expect(throws: PrivateFile.Refusal.tooLarge) { try SlotFile.make(path, with: long) }
            #expect(try SlotFile.read(path) == .none)
            try SlotFile.make(path, with: [1])
            #expect(throws: PrivateFile.Refusal.tooLarge) { try SlotFile.write(long, to: 1, of: path) }
            #expect(try SlotFile.read(path) == .slots([[1], []]))
        }
    }

    @Test("a file that is gone is not made by an overwriting, and one that was put elsewhere is found")
    func needsItsFile() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/file"
            #expect(throws: PrivateFile.Refusal.failed(errno: ENOENT)) {
                try SlotFile.write([1], to: 0, of: path)
            }
            try SlotFile.make(directory + "/other", with: [1])
            try FileManager.default.createSymbolicLink(
                atPath: path, withDestinationPath: directory + "/other")
            try SlotFile.write([2], to: 0, of: path)
            #expect(try SlotFile.read(directory + "/other") == .slots([[2], []]))
        }
    }
}

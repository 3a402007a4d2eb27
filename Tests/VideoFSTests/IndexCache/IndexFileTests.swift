import Foundation
import Testing

@testable import VideoFS

struct IndexFileTests {
    private static let ranges = [0..<200_000, 1_000_001..<1_000_130, 5_000_000..<5_131_072] as [Range<Int64>]

    private static func written(_ body: (String) throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let runs = IndexPieces.runs(ranges[0], ranges[1], ranges[2])
            _ = try IndexFile.write(runs, of: IndexPieces.identity(), to: directory + "/film")
            try body(directory + "/film")
        }
    }

    @Test("what was written is read, from any place to any place")
    func reads() async throws {
        try await Self.written { path in
            let file = try IndexFile.open(path)
            #expect(file.table.identity == IndexPieces.identity())
            #expect(try file.everything().runs.map(\.range) == Self.ranges)
            for range in Self.ranges {
                #expect(try file.bytes(range).map(Array.init) == FilmBytes.bytes(range))
                let inner = range.lowerBound + 70..<range.upperBound - 1
                #expect(try file.bytes(inner).map(Array.init) == FilmBytes.bytes(inner))
            }
            #expect(try file.bytes(199_999..<200_001) == nil)
            #expect(try file.bytes(300_000..<300_001) == nil)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(attributes[.size] as? Int == file.length)
        }
    }

    @Test("one changed byte is found out where it is read, and nowhere else")
    func damagedBody() async throws {
        try await Self.written { path in
            try IndexPieces.damage(path, fromEnd: 100)
            let file = try IndexFile.open(path)
            #expect(throws: IndexFile.Failure.damaged) { try file.bytes(5_131_000..<5_131_001) }
            #expect(throws: IndexFile.Failure.damaged) { try file.bytes(5_070_000..<5_131_072) }
            #expect(try file.bytes(5_000_000..<5_065_536) != nil)
            #expect(try file.bytes(0..<100) != nil)
        }
    }

    @Test("a file that is no index, is cut off, or is of another format is not opened", arguments: 0..<5)
    func damagedHead(_ kind: Int) async throws {
        try await Self.written { path in
            var bytes = try Data(contentsOf: URL(filePath: path))
            switch kind {
            case 0: bytes = Data()
            case 1: bytes = bytes.prefix(200)
            case 2: bytes[7] = UInt8(ascii: "9")
            case 3: bytes[40] ^= 1
            default: bytes.replaceSubrange(8..<12, with: [0xff, 0xff, 0xff, 0xff])
            }
            try bytes.write(to: URL(filePath: path))
            #expect(throws: IndexFile.Failure.damaged) { try IndexFile.open(path) }
        }
    }

    @Test("a file cut off behind its table gives what is left, and no more")
    func cutOff() async throws {
        try await Self.written { path in
            let bytes = try Data(contentsOf: URL(filePath: path))
            try bytes.dropLast(1_000).write(to: URL(filePath: path))
            let file = try IndexFile.open(path)
            #expect(try file.bytes(Self.ranges[0]) != nil)
            #expect(throws: IndexFile.Failure.damaged) { try file.bytes(Self.ranges[2]) }
        }
    }

    @Test("an open file stays what it was when another takes its name")
    func staysOpen() async throws {
        try await Self.written { path in
            let file = try IndexFile.open(path)
            _ = try IndexFile.write(IndexPieces.runs(7..<9), of: IndexPieces.identity(version: "2"), to: path)
            #expect(try file.bytes(Self.ranges[0]).map(Array.init) == FilmBytes.bytes(Self.ranges[0]))
            #expect(try IndexFile.open(path).table.identity.version == "2")
        }
    }

    @Test("no file is left half written where it cannot be finished")
    func cannotWrite() async throws {
        try await withTemporaryDirectory { directory in
            let taken = directory + "/film"
            try FileManager.default.createDirectory(atPath: taken, withIntermediateDirectories: false)
            #expect(throws: IndexFile.Failure.self) {
                try IndexFile.write(IndexPieces.runs(0..<9), of: IndexPieces.identity(), to: taken)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["film"])
        }
    }
}

import Foundation
import Testing

@testable import VideoFS

struct TokenStoreTests {
    static let binding = TokenBinding(api: "https://api.example/", clientID: "app", username: "me")

    static func record(_ number: Int) -> TokenRecord {
        TokenRecord(
            access: Secret("access-\(number)"), refresh: Secret("refresh-\(number)"),
            issuedAt: Timestamp(rawValue: 1_000), expiresAt: Timestamp(rawValue: 8_200))
    }

    @Test func keepsASignIn() async throws {
        try await withTemporaryDirectory { directory in
            let store = TokenStore(directory: directory + "/vidfs/default")
            #expect(try store.load(Self.binding) == TokenStore.Found())
            try store.save(Self.record(1), Self.binding)
            #expect(try store.load(Self.binding).record == Self.record(1))
            try store.save(Self.record(2), Self.binding)
            #expect(try store.load(Self.binding).record == Self.record(2))
        }
    }

    @Test("file and directories are for their owner only, and nothing else is left behind")
    func isPrivate() async throws {
        try await withTemporaryDirectory { directory in
            let store = TokenStore(directory: directory + "/vidfs/default")
            try store.save(Self.record(1), Self.binding)
            #expect(try permissions(of: store.path) == 0o600)
            #expect(try permissions(of: directory + "/vidfs") == 0o700)
            #expect(try permissions(of: directory + "/vidfs/default") == 0o700)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: directory + "/vidfs/default") == [
                    "tokens.json"
                ])
        }
    }

    @Test("a sign-in is found only by the account that made it")
    func isBound() async throws {
        try await withTemporaryDirectory { directory in
            let store = TokenStore(directory: directory)
            try store.save(Self.record(1), Self.binding)
            var others = [Self.binding, Self.binding, Self.binding, Self.binding, Self.binding]
            others[0].api = "https://other.example/"
            others[1].clientID = "other"
            others[2].username = nil
            others[3].givenAccess = "given"
            others[4].givenRefresh = "given"
            for (number, other) in others.enumerated() {
                #expect(try store.load(other).record == nil)
                try store.save(Self.record(number + 10), other)
            }
            #expect(try store.load(Self.binding).record == Self.record(1))
            #expect(try store.load(others[3]).record == Self.record(13))
        }
    }

    @Test(
        "a file that others may read is refused with the command that mends it",
        arguments: [0o640, 0o604, 0o660])
    func refusesAWideFile(mode: Int) async throws {
        try await withTemporaryDirectory { directory in
            let store = TokenStore(directory: directory)
            try store.save(Self.record(1), Self.binding)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: store.path)
            let error = #expect(throws: TokenStoreError.self) { try store.load(Self.binding) }
            #expect(error?.description.contains("chmod 600 \(store.path)") == true)
            #expect(throws: TokenStoreError.self) { try store.save(Self.record(2), Self.binding) }
        }
    }

    @Test func refusesAWideDirectory() async throws {
        try await withTemporaryDirectory { directory in
            let store = TokenStore(directory: directory + "/a b")
            try store.save(Self.record(1), Self.binding)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: directory + "/a b")
            let error = #expect(throws: TokenStoreError.self) { try store.load(Self.binding) }
            #expect(error?.description.hasSuffix("chmod 700 '\(directory)/a b'") == true)
        }
    }

    @Test(
        "a damaged file is as good as none, and the reason is kept",
        arguments: ["", "{", "[]", #"{"signIns": 1}"#])
    func ignoresDamage(content: String) async throws {
        try await withTemporaryDirectory { directory in
            let store = TokenStore(directory: directory)
            try store.save(Self.record(1), Self.binding)
            try Data(content.utf8).write(to: URL(filePath: store.path))
            let found = try store.load(Self.binding)
            #expect(found.record == nil)
            #expect(found.damage?.contains(store.path) == true)
            try store.save(Self.record(2), Self.binding)
            #expect(try store.load(Self.binding).record == Self.record(2))
        }
    }

    @Test func aPlaceThatCannotBeWrittenIsNamed() throws {
        let store = TokenStore(directory: "/proc/vidfs-no-such-place")
        let error = #expect(throws: TokenStoreError.self) { try store.save(Self.record(1), Self.binding) }
        guard case .unwritable(let path, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(path.hasPrefix("/proc/vidfs-no-such-place"))
        #expect(error.map { !"\($0)".contains("access-1") } == true)
    }

    @Test("a sign-in is renewed a minute ahead, a short one halfway")
    func renewsAhead() {
        var record = Self.record(1)
        #expect(record.renewAt == Timestamp(rawValue: 8_140))
        record.expiresAt = Timestamp(rawValue: 1_010)
        #expect(record.renewAt == Timestamp(rawValue: 1_005))
        record.expiresAt = nil
        #expect(record.renewAt == nil)
    }
}

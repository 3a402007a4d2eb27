import Foundation
import Synchronization
import Testing

@testable import VideoFS

/// Refresh tokens are used up by using them: whatever happens, one that the service takes must be left.
@Suite(.timeLimit(.minutes(1)))
struct TokenRotationTests {
    @Test("the new refresh token is on disk before the access token is given to anybody")
    func storesBeforeUse() async throws {
        try await withTemporaryDirectory { directory in
            let store = TokenStore(directory: directory)
            let transport = TokenSourceTests.rotating()
            let tokens = try TokenSourceTests.source(transport, ManualTime(), store: store)
            let first = try await tokens.token()
            #expect(try store.load(TokenSourceTests.binding).record?.refresh == "refresh-1")
            _ = try await tokens.token(insteadOf: first)
            #expect(try store.load(TokenSourceTests.binding).record?.refresh == "refresh-2")
            #expect(tokens.warning == nil)
        }
    }

    @Test func aStoredSignInIsUsedWithoutARequest() async throws {
        try await withTemporaryDirectory { directory in
            let store = TokenStore(directory: directory)
            let transport = TokenSourceTests.rotating()
            let time = ManualTime()
            _ = try await TokenSourceTests.source(transport, time, store: store).token()
            let again = try TokenSourceTests.source(transport, time, store: store, password: nil)
            #expect(try await again.token() == "access-1")
            #expect(transport.requests.count == 1)
        }
    }

    @Test("new tokens that do not reach the disk are used all the same, and people are told")
    func survivesAFailedWrite() async throws {
        try await withTemporaryDirectory { directory in
            let store = TokenStore(directory: directory + "/state")
            let time = ManualTime()
            let transport = TokenSourceTests.rotating()
            let tokens = try TokenSourceTests.source(transport, time, store: store, password: "word")
            let first = try await tokens.token()
            // From now on the place is a file that is not ours to replace: a directory of that name.
            try FileManager.default.removeItem(atPath: store.path)
            try FileManager.default.createDirectory(
                atPath: store.path + "/x", withIntermediateDirectories: true)
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: store.path)
            let second = try await tokens.token(insteadOf: first)
            #expect(second == "access-2")
            #expect(tokens.warning?.contains(store.path) == true)
            let third = try await tokens.token(insteadOf: second)
            #expect(third == "access-3")
            #expect(transport.requests.last?.form["refresh_token"] == "refresh-2")
        }
    }

    @Test("after a crash between answer and disk, the old refresh token on disk is tried, then the password")
    func recoversFromACrash() async throws {
        try await withTemporaryDirectory { directory in
            let store = TokenStore(directory: directory)
            let time = ManualTime()
            let transport = TokenSourceTests.rotating()
            let tokens = try TokenSourceTests.source(transport, time, store: store)
            _ = try await tokens.token()
            let onDisk = try #require(try store.load(TokenSourceTests.binding).record)
            _ = try await tokens.token(insteadOf: "access-1")
            // The write of the second pair never happened.
            try store.save(onDisk, TokenSourceTests.binding)
            let restarted = try TokenSourceTests.source(transport, time, store: store)
            #expect(try await restarted.token(insteadOf: "access-1") == "access-3")
            #expect(
                transport.requests.suffix(2).map { $0.form["grant_type"] } == ["refresh_token", "password"])
            #expect(transport.requests[2].form["refresh_token"] == "refresh-1")
        }
    }

    @Test("both refresh tokens are offered while the disk has only the old one")
    func offersBoth() async throws {
        let accepted = Mutex<Set<String>>(["old", "first"])
        let transport = StubTransport { request throws(HTTPError) in
            let offered = request.form["refresh_token"] ?? ""
            guard accepted.withLock({ $0.contains(offered) }) else {
                return .json(#"{"error":"invalid_grant"}"#, status: 400)
            }
            return .json(#"{"access_token":"a-\#(offered)","refresh_token":"first","expires_in":7200}"#)
        }
        var binding = TokenSourceTests.binding
        binding.givenRefresh = "old"
        let tokens = try TokenSourceTests.source(
            transport, ManualTime(), store: TokenStore(directory: "/proc/vidfs-no-such-place"),
            binding: binding,
            password: nil)
        #expect(try await tokens.token() == "a-old")
        #expect(tokens.warning != nil)
        accepted.withLock { _ = $0.remove("first") }
        #expect(try await tokens.token(insteadOf: "a-old") == "a-old")
        #expect(transport.requests.map { $0.form["refresh_token"] } == ["old", "first", "old"])
    }

    @Test("a sign-in stored meanwhile by another process is taken over instead of a request")
    func takesOver() async throws {
        try await withTemporaryDirectory { directory in
            let store = TokenStore(directory: directory)
            let time = ManualTime()
            let transport = TokenSourceTests.rotating()
            let mount = try TokenSourceTests.source(transport, time, store: store)
            let old = try await mount.token()
            let login = try TokenSourceTests.source(transport, time, store: store)
            _ = try await login.token(insteadOf: old)
            #expect(try await mount.token(insteadOf: old) == "access-2")
            #expect(transport.requests.count == 2)
        }
    }

    @Test(
        "a refresh token that another process used up at the same moment costs neither the sign-in nor the password"
    )
    func losesTheRace() async throws {
        try await withTemporaryDirectory { directory in
            let store = TokenStore(directory: directory)
            let old = TokenRecord(
                access: "old", refresh: "refresh-old", issuedAt: Timestamp(rawValue: 0), expiresAt: nil)
            let new = TokenRecord(
                access: "new", refresh: "refresh-new", issuedAt: Timestamp(rawValue: 1), expiresAt: nil)
            try store.save(old, TokenSourceTests.binding)
            let transport = StubTransport { _ throws(HTTPError) in
                // The other one is answered first, and stores what it got.
                try? store.save(new, TokenSourceTests.binding)
                return .json(#"{"error":"invalid_grant"}"#, status: 400)
            }
            let tokens = try TokenSourceTests.source(transport, ManualTime(), store: store)
            #expect(try await tokens.token(insteadOf: "old") == "new")
            #expect(transport.requests.map { $0.form["grant_type"] } == ["refresh_token"])
        }
    }
}

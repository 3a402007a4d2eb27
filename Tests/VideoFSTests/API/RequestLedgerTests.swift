import Foundation
import Synchronization
import Testing

@testable import VideoFS

/// The count of requests that outlives the process and is shared with others.
@Suite(.timeLimit(.minutes(1)))
struct RequestLedgerTests {
    private static let start = Timestamp(rawValue: 1_400_000_000)

    private static func ledger(in directory: String, account: String = "me") -> RequestLedger {
        RequestLedger(
            .init(directory: directory, provider: "vhx", account: account), address: "https://api.example/")
    }

    private static func budget(
        in directory: String, limit: Int? = 50, account: String = "me"
    ) -> SharedBudget {
        SharedBudget(
            RequestBudget(ceiling: limit, presumed: nil), ledger: ledger(in: directory, account: account))
    }

    /// - Returns: how many of that many requests were sent; each is answered at once.
    private static func spend(_ count: Int, of budgets: [SharedBudget], at now: Timestamp = start) async
        -> Int
    {
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<count {
                group.addTask {
                    let budget = budgets[number % budgets.count]
                    guard let ticket = try? await budget.reserve(for: .playing, at: now) else { return false }
                    await budget.settle(ticket, at: now, .answered(HTTPHead(status: 200, headers: [])))
                    return true
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    @Test("two processes of one account stay within the limit together")
    func shares() async throws {
        try await withTemporaryDirectory { directory in
            // Each has a lock of its own on the file, as two processes have.
            let budgets = [Self.budget(in: directory), Self.budget(in: directory)]
            let sent = await Self.spend(120, of: budgets)
            #expect(sent == 50)
            let other = Self.budget(in: directory, account: "somebody else")
            #expect(await Self.spend(1, of: [other]) == 1)
        }
    }

    @Test("a request is on disk before it leaves, and a program that dies spends nothing twice")
    func survives() async throws {
        try await withTemporaryDirectory { directory in
            let path = Self.ledger(in: directory + "/state").path
            let budget = Self.budget(in: directory + "/state", limit: 2)
            _ = try await budget.reserve(for: .playing, at: Self.start)
            #expect(try Self.books(at: path).first??.underway.count == 1)
            #expect(try permissions(of: path) == 0o600)
            #expect(try permissions(of: directory + "/state") == 0o700)
            let next = Self.budget(in: directory + "/state", limit: 2)
            #expect(await Self.spend(5, of: [next]) == 1)
            #expect(next.condition(at: Self.start).remaining == 0)
            #expect(next.condition(at: Self.start).warning == nil)
        }
    }

    /// What the slots of a file hold.
    private static func books(at path: String) throws -> [RequestBooks?] {
        guard case .slots(let versions) = try SlotFile.read(path) else { return [] }
        return versions.map { RequestBooks(bytes: $0) }
    }

    @Test("requests overwrite two versions of one file in turn, and make no file anew")
    func overwrites() async throws {
        try await withTemporaryDirectory { directory in
            let path = Self.ledger(in: directory).path
            let budget = Self.budget(in: directory)
            #expect(await Self.spend(1, of: [budget]) == 1)
            let inode = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? UInt64
            for sent in 2...20 {
                #expect(await Self.spend(1, of: [budget]) == 1)
                let books = try Self.books(at: path)
                // It was sent in one change and answered in the next.
                let sequences = books.compactMap { $0?.sequence }.sorted()
                try #require(sequences.count == 2)
                #expect(sequences[1] == sequences[0] + 1)
                #expect(books.compactMap { $0?.spent }.max() == sent)
            }
            #expect(
                try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? UInt64 == inode)
        }
    }

    @Test("a change that was cut short leaves what was before it, without a word", arguments: [0, 1])
    func tears(spent: Int) async throws {
        try await withTemporaryDirectory { directory in
            let path = Self.ledger(in: directory).path
            // An odd or even number of changes: the latest version is in the one slot or the other.
            let budget = Self.budget(in: directory, limit: 9)
            #expect(await Self.spend(3 + spent, of: [budget]) == 3 + spent)
            _ = try await budget.reserve(for: .playing, at: Self.start)
            if spent == 1 { _ = try await budget.reserve(for: .playing, at: Self.start) }
            let versions = try Self.books(at: path)
            let latest = try #require(
                versions.indices.max { versions[$0]?.sequence ?? 0 < versions[$1]?.sequence ?? 0 })
            let before = try #require(versions[1 - latest]).spent
            var torn = try #require(versions[latest]).bytes
            torn[torn.count / 2] ^= 0xff
            try SlotFile.write(torn, to: latest, of: path)
            let next = Self.budget(in: directory, limit: 9)
            #expect(await Self.spend(9, of: [next]) == 9 - before)
            #expect(next.condition(at: Self.start).warning == nil)
        }
    }

    @Test("the count of an earlier version's file goes on")
    func adoptsTheEarlierForm() async throws {
        try await withTemporaryDirectory { directory in
            let path = Self.ledger(in: directory).path
            var books = RequestBooks()
            books.sequence = 7
            books.count(30, at: Self.start)
            try Data(books.bytes).write(to: URL(filePath: path))
            #expect(await Self.spend(100, of: [Self.budget(in: directory)]) == 20)
            let next = Self.budget(in: directory)
            #expect(await Self.spend(1, of: [next]) == 0)
            #expect(next.condition(at: Self.start).warning == nil)
            #expect(try Self.books(at: path).count == 2)
        }
    }

    @Test("a damaged file costs half of the limit, once, and a sentence")
    func damaged() async throws {
        try await withTemporaryDirectory { directory in
            let ledger = Self.ledger(in: directory)
            try Data("nonsense".utf8).write(to: URL(filePath: ledger.path))
            let budget = Self.budget(in: directory)
            #expect(await Self.spend(100, of: [budget]) == 25)
            #expect(budget.condition(at: Self.start).warning?.contains(ledger.path) == true)
            let next = Self.budget(in: directory)
            #expect(await Self.spend(100, of: [next]) == 0)
            #expect(next.condition(at: Self.start).warning == nil)
            #expect(await Self.spend(100, of: [next], at: Self.start.advanced(bySeconds: 3_601)) == 50)
        }
    }

    @Test("where nothing can be written requests are counted all the same, and people are told")
    func unwritable() async throws {
        let budget = Self.budget(in: "/proc/vidfs-no-such-place")
        #expect(await Self.spend(100, of: [budget]) == 50)
        #expect(budget.condition(at: Self.start).warning?.contains("cannot be written") == true)
    }

    @Test func aServiceWithoutLimitCostsNoWrite() async throws {
        try await withTemporaryDirectory { directory in
            let budget = Self.budget(in: directory, limit: nil)
            #expect(await Self.spend(100, of: [budget]) == 100)
            #expect(!FileManager.default.fileExists(atPath: Self.ledger(in: directory).path))
            // Until it names one.
            let ticket = try await budget.reserve(for: .playing, at: Self.start)
            let head = HTTPHead(
                status: 200, headers: [("X-RateLimit-Limit", "200"), ("X-RateLimit-Remaining", "3")])
            await budget.settle(ticket, at: Self.start, .answered(head))
            #expect(await Self.spend(100, of: [Self.budget(in: directory, limit: nil)]) == 3)
        }
    }

    @Test("a process that was stopped with the lock in its hands stops nobody else")
    func stopped() async throws {
        try await withTemporaryDirectory { directory in
            let held = try #require(PrivateFile.lock(Self.ledger(in: directory).path + ".lock"))
            #expect(await Self.spend(1, of: [Self.budget(in: directory)]) == 1)
            held.release()
        }
    }

    @Test("what another process gave back is found by whoever was refused")
    func givesBack() async throws {
        try await withTemporaryDirectory { directory in
            let (one, two) = (Self.budget(in: directory, limit: 1), Self.budget(in: directory, limit: 1))
            let ticket = try await one.reserve(for: .playing, at: Self.start)
            await #expect(throws: ServiceError.self) { try await two.reserve(for: .playing, at: Self.start) }
            await #expect(throws: ServiceError.self) { try await two.check(for: .playing, at: Self.start) }
            await one.settle(ticket, at: Self.start, .notSent)
            let now = Self.start.advanced(bySeconds: 1)
            await #expect(throws: Never.self) { try await two.check(for: .playing, at: now) }
        }
    }

    @Test("what nobody waits for is refused without a word in status")
    func isSilent() async throws {
        let budget = SharedBudget(RequestBudget(ceiling: 20, presumed: nil))
        #expect(budget.condition(at: Self.start).backgroundAllowed)
        #expect(await Self.spend(9, of: [budget]) == 9)
        let until = Self.start.advanced(bySeconds: 3_601)
        await #expect(throws: ServiceError.budgetSpent(until: until)) {
            try await budget.reserve(for: .background, at: Self.start)
        }
        var condition = budget.condition(at: Self.start)
        #expect(!condition.backgroundAllowed)
        #expect(condition.backgroundReopensAt == until)
        #expect(condition.browsingReopensAt == nil)
        #expect(condition.lastError == nil)
        #expect(await Self.spend(5, of: [budget]) == 5)
        _ = try? await budget.reserve(for: .browsing, at: Self.start)
        condition = budget.condition(at: Self.start)
        #expect(condition.browsingReopensAt == until)
        #expect(condition.lastError?.contains("spent") == true)
        #expect(condition.remaining == 6)
        #expect(condition.kept == 6)
    }
}

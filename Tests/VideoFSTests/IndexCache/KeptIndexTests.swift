import Foundation
import Testing

@testable import VideoFS

/// What is kept of a film, from the first read to the next mount.
struct KeptIndexTests {
    private static let head: Range<Int64> = 0..<131_072
    private static let tail: Range<Int64> = (IndexPieces.size - 70_000)..<IndexPieces.size

    /// A cache of one mount.
    private static func cache(
        in directory: String, limit: Int64 = IndexCache.limit,
        _ complaints: IndexPieces.Complaints = .init()
    ) async -> IndexCache {
        let cache = IndexCache(directory: directory + "/index", limit: limit) { complaints.add($0) }
        await cache.flush()
        return cache
    }

    /// Keeps head and tail of a film, as one mount does.
    private static func scan(_ identity: IndexIdentity, in directory: String) async {
        let cache = await cache(in: directory)
        let kept = IndexPieces.kept(identity, in: cache)
        kept.collect(head)
        kept.collect(tail)
        kept.save()
        await cache.flush()
    }

    @Test("what one mount read, the next one has")
    func survives() async throws {
        try await withTemporaryDirectory { directory in
            await Self.scan(IndexPieces.identity(), in: directory)
            let cache = await Self.cache(in: directory)
            let kept = IndexPieces.kept(IndexPieces.identity(), in: cache)
            #expect(kept.holds(Self.head))
            #expect(kept.holds(Self.tail))
            #expect(kept.holds(100..<70_000))
            #expect(kept.bytes(Self.tail.lowerBound..<IndexPieces.size + 50_000)?.count == Self.tail.count)
            #expect(kept.bytes(100_000..<200_000) == nil)
            #expect(cache.usage.used > Int64(Self.head.count + Self.tail.count))
            let mode = try permissions(of: directory + "/index")
            #expect(mode == 0o700)
        }
    }

    @Test("of another version nothing is used, and what was kept goes", arguments: 0..<3)
    func versions(_ kind: Int) async throws {
        try await withTemporaryDirectory { directory in
            await Self.scan(IndexPieces.identity(), in: directory)
            let other = [
                IndexPieces.identity(version: "2:2"), IndexPieces.identity(size: IndexPieces.size - 1),
                IndexPieces.identity(entityTag: "\"v2\""),
            ][kind]
            let cache = await Self.cache(in: directory)
            #expect(IndexPieces.kept(other, in: cache).bytes(Self.head) == nil)
            await cache.flush()
            #expect(cache.usage.used == 0)
            let left = try IndexPieces.file(in: directory + "/index")
            #expect(left == nil)
        }
    }

    @Test("nothing is used before the CDN's word on the version is known, and at once behind it")
    func unconfirmed() async throws {
        try await withTemporaryDirectory { directory in
            let identity = IndexPieces.identity()
            await Self.scan(identity, in: directory)
            let cache = await Self.cache(in: directory)
            let kept = KeptIndex(
                in: cache, of: identity.key, version: identity.version, size: nil, entityTag: nil)
            #expect(kept.bytes(Self.head) == nil)
            kept.learned(size: identity.size, entityTag: identity.entityTag)
            #expect(kept.holds(Self.head))
        }
    }

    @Test("a film that was replaced loses what is kept, and keeps nothing more")
    func dropped() async throws {
        try await withTemporaryDirectory { directory in
            await Self.scan(IndexPieces.identity(), in: directory)
            let cache = await Self.cache(in: directory)
            let kept = IndexPieces.kept(IndexPieces.identity(), in: cache)
            #expect(kept.holds(Self.head))
            kept.drop()
            // Whoever opens it in the next moment gets nothing either, though its removal has to wait its turn.
            #expect(IndexPieces.kept(IndexPieces.identity(), in: cache).bytes(Self.head) == nil)
            kept.collect(Self.head)
            kept.save()
            await cache.flush()
            #expect(kept.bytes(Self.head) == nil)
            #expect(cache.usage.used == 0)
        }
    }

    @Test("what is being written of a film that is replaced at that moment is not used")
    func droppedWhileWriting() async throws {
        try await withTemporaryDirectory { directory in
            let cache = await Self.cache(in: directory)
            let kept = IndexPieces.kept(IndexPieces.identity(), in: cache)
            kept.collect(0..<1_000)
            kept.save { _ in
                kept.drop()
                return nil
            }
            await cache.flush()
            await cache.flush()
            #expect(IndexPieces.kept(IndexPieces.identity(), in: cache).bytes(0..<1_000) == nil)
            #expect(cache.usage.used == 0)
        }
    }

    @Test("a damaged part is not used, said so once, and fetched anew")
    func damage() async throws {
        try await withTemporaryDirectory { directory in
            await Self.scan(IndexPieces.identity(), in: directory)
            let path = try #require(try IndexPieces.file(in: directory + "/index"))
            try IndexPieces.damage(path, fromEnd: 10)
            let complaints = IndexPieces.Complaints()
            let cache = await Self.cache(in: directory, complaints)
            let kept = IndexPieces.kept(IndexPieces.identity(), in: cache)
            #expect(kept.bytes(Self.tail) == nil)
            #expect(kept.bytes(Self.tail) == nil)
            #expect(complaints.all.count == 1)
            await cache.flush()
            #expect(cache.usage.used == 0)
            kept.collect(Self.tail)
            kept.save()
            await cache.flush()
            #expect(kept.holds(Self.tail))
        }
    }

    @Test("ranges grow outwards to whole steps where the bytes are in memory")
    func rounds() async throws {
        try await withTemporaryDirectory { directory in
            let cache = await Self.cache(in: directory)
            let kept = IndexPieces.kept(IndexPieces.identity(), in: cache)
            kept.collect(200_000..<210_000)
            kept.collect(1_000_000..<1_100_000)
            kept.save { $0.upperBound < 1 << 20 ? FilmBytes.bytes($0) : nil }
            await cache.flush()
            #expect(kept.holds(131_072..<262_144))
            #expect(kept.holds(917_504..<1_100_000))
            #expect(kept.bytes(1_099_999..<1_100_001) == nil)
        }
    }

    @Test("of what is read first two megabytes are kept, of the index more, and never more than eight")
    func bounded() async throws {
        try await withTemporaryDirectory { directory in
            let cache = await Self.cache(in: directory)
            let kept = IndexPieces.kept(IndexPieces.identity(), in: cache)
            let step = Int64(256 << 10)
            for place in 0..<20 { kept.collect(Int64(place) * step..<Int64(place + 1) * step) }
            kept.save()
            await cache.flush()
            #expect(kept.holds(0..<2 << 20))
            #expect(kept.bytes(2 << 20..<(2 << 20) + 1) == nil)
            let index: Range<Int64> = 32 << 20..<42 << 20
            for place in 0..<40 {
                let start = index.lowerBound + Int64(place) * step
                kept.collect(start..<start + step, index: index)
            }
            kept.save()
            await cache.flush()
            for start in 32..<38 as Range<Int64> { #expect(kept.holds(start << 20..<(start + 1) << 20)) }
            #expect(kept.bytes(38 << 20..<(38 << 20) + 1) == nil)
            #expect(cache.usage.used < 9 << 20)
        }
    }

    @Test("a film that is read on is looked at no more")
    func readOn() async throws {
        try await withTemporaryDirectory { directory in
            let cache = await Self.cache(in: directory)
            let kept = IndexPieces.kept(IndexPieces.identity(), in: cache)
            var place: Int64 = 0
            while kept.isOpen, place < 32 << 20 {
                kept.collect(place..<place + 131_072)
                place += 131_072
            }
            #expect(place > 2 << 20)
            #expect(place <= 12 << 20)
        }
    }

    @Test("what is read later is added to what is there")
    func adds() async throws {
        try await withTemporaryDirectory { directory in
            await Self.scan(IndexPieces.identity(), in: directory)
            let cache = await Self.cache(in: directory)
            let kept = IndexPieces.kept(IndexPieces.identity(), in: cache)
            #expect(kept.holds(Self.head))
            kept.collect(131_072..<262_144)
            kept.save()
            await cache.flush()
            #expect(kept.holds(0..<262_144))
            #expect(kept.holds(Self.tail))
        }
    }

    @Test("nothing is written while more is coming, and all of it after a second of calm")
    func calm() async throws {
        try await withTemporaryDirectory { directory in
            let cache = await Self.cache(in: directory)
            let kept = IndexPieces.kept(IndexPieces.identity(), in: cache)
            let now = ContinuousClock.now
            kept.collect(Self.head, at: now)
            kept.save(ifCalmAt: now + .milliseconds(900)) { _ in nil }
            await cache.flush()
            #expect(cache.usage.used == 0)
            kept.save(ifCalmAt: now + .milliseconds(1_000)) { _ in nil }
            await cache.flush()
            #expect(cache.usage.used > 0)
        }
    }

    @Test("all films together stay within the limit; who was used last stays, also in the next mount")
    func evicts() async throws {
        try await withTemporaryDirectory { directory in
            let identities = (0..<8).map { IndexPieces.identity(video: "\($0)") }
            let cache = await Self.cache(in: directory, limit: 5 * 140_000)
            for identity in identities {
                let kept = IndexPieces.kept(identity, in: cache)
                kept.collect(Self.head)
                kept.save()
                await cache.flush()
                #expect(cache.usage.used <= 5 * 140_000)
            }
            #expect(IndexPieces.kept(identities[7], in: cache).holds(Self.head))
            #expect(!IndexPieces.kept(identities[0], in: cache).holds(Self.head))
            let used = cache.usage.used
            #expect(await Self.cache(in: directory).usage.used == used)
        }
    }

    @Test("a directory that cannot be written costs one sentence, and reads go on", arguments: [true, false])
    func unwritable(isMissing: Bool) async throws {
        try await withTemporaryDirectory { directory in
            // In the place of the directory there is a file: what even a superuser cannot write to.
            let place = isMissing ? "/dev/null" : directory + "/file"
            try? Data().write(to: URL(filePath: directory + "/file"))
            let complaints = IndexPieces.Complaints()
            let cache = await Self.cache(in: place, complaints)
            for video in 0..<3 {
                let kept = IndexPieces.kept(IndexPieces.identity(video: "\(video)"), in: cache)
                #expect(kept.bytes(Self.head) == nil)
                kept.collect(Self.head)
                kept.save()
                await cache.flush()
            }
            #expect(complaints.all.count == 1, "\(complaints.all)")
        }
    }

    @Test("of a video that changed the versions it still has stay, and of one that is gone nothing")
    func keepsOnly() async throws {
        try await withTemporaryDirectory { directory in
            let stays = IndexPieces.identity(file: "720p")
            let goes = IndexPieces.identity(file: "1080p")
            let other = IndexPieces.identity(video: "2")
            for identity in [stays, goes, other] { await Self.scan(identity, in: directory) }
            let cache = await Self.cache(in: directory)
            cache.keepOnly([stays.file: stays.version, goes.file: "2:2"], of: stays.video)
            await cache.flush()
            #expect(IndexPieces.kept(stays, in: cache).holds(Self.head))
            #expect(IndexPieces.kept(goes, in: cache).bytes(Self.head) == nil)
            cache.keepOnly([:], of: stays.video)
            await cache.flush()
            #expect(IndexPieces.kept(stays, in: cache).bytes(Self.head) == nil)
            #expect(IndexPieces.kept(other, in: cache).holds(Self.head))
            let left = try FileManager.default.contentsOfDirectory(atPath: directory + "/index")
            #expect(left.count == 1)
        }
    }

    @Test("what an earlier mount did not finish goes once nobody can be writing it")
    func unfinished() async throws {
        try await withTemporaryDirectory { directory in
            try FileManager.default.createDirectory(
                atPath: directory + "/index", withIntermediateDirectories: true)
            let files = ["old", "young"].map { "\(directory)/index/\($0)\(IndexFile.temporarySuffix)" }
            for file in files { try Data("half".utf8).write(to: URL(filePath: file)) }
            try FileManager.default.setAttributes(
                [.modificationDate: Date.now - 3_600], ofItemAtPath: files[0])
            _ = await Self.cache(in: directory)
            #expect(!FileManager.default.fileExists(atPath: files[0]))
            #expect(FileManager.default.fileExists(atPath: files[1]))
        }
    }

    @Test("bytes that wait to be written have a bound of their own, for all films together")
    func unsaved() async throws {
        try await withTemporaryDirectory { directory in
            let cache = await Self.cache(in: directory)
            var waiting: [KeptIndex] = []
            for video in 0..<12 {
                let kept = IndexPieces.kept(IndexPieces.identity(video: "\(video)"), in: cache)
                kept.collect(0..<2 << 20)
                waiting.append(kept)
            }
            for kept in waiting { kept.save() }
            await cache.flush()
            #expect(waiting.count { $0.holds(0..<2 << 20) } == 4)
            // Once written they wait no longer.
            let last = waiting[11]
            last.collect(0..<2 << 20)
            last.save()
            await cache.flush()
            #expect(last.holds(0..<2 << 20))
        }
    }
}

import Foundation
import Testing

@testable import VideoFS

@Suite("Records as bytes")
struct RecordBytesTests {
    static let samples = [
        LibraryRecord.sample(account: ["3", "4"]), .sample(account: [], sites: []),
        .sample(site: "1", packages: ["3"]), .sample(package: "3", videos: ["7"]),
        .sample(package: "", videos: []), .sample(video: "7", title: "Ça/va \"ok\"\u{0}"),
    ]

    @Test("a record comes back from its bytes as it was", arguments: samples)
    func coding(record: LibraryRecord) {
        let encoded = EncodedRecord(record)
        #expect(encoded == EncodedRecord(record))
        #expect(encoded.decoded(as: record.kind) == record)
        #expect(EncodedRecord(record: [], info: []).decoded(as: record.kind) == nil)
    }

    @Test("a record that an older release wrote as JSON comes back too", arguments: samples)
    func oldForm(record: LibraryRecord) throws {
        #expect(try EncodedRecord.asJSON(record).decoded(as: record.kind) == record)
        #expect(EncodedRecord(record: [0x7b], info: []).decoded(as: record.kind) == nil)
    }

    @Test("any record comes back, and none from a part of its bytes", arguments: 0..<20 as Range<UInt64>)
    func anything(seed: UInt64) {
        var make = RecordMaker(seed: seed)
        for _ in 0..<30 {
            let record = make.record()
            let encoded = EncodedRecord(record)
            #expect(encoded.decoded(as: record.kind) == record)
            for length in encoded.record.indices {
                let part = EncodedRecord(record: Array(encoded.record[..<length]), info: encoded.info)
                #expect(part.decoded(as: record.kind) == nil)
            }
            let longer = EncodedRecord(record: encoded.record + [0], info: encoded.info)
            #expect(longer.decoded(as: record.kind) == nil)
        }
    }

    @Test("damaged bytes are a record or none, and never the end", arguments: 0..<20 as Range<UInt64>)
    func damage(seed: UInt64) {
        var make = RecordMaker(seed: seed)
        var outcomes = 0
        for _ in 0..<300 {
            let record = make.record()
            let bytes = make.damaged(EncodedRecord(record).record)
            for kind in ResourceKey.Kind.allCases {
                let decoded = EncodedRecord(record: bytes, info: []).decoded(as: kind)
                if let decoded { #expect(decoded.kind == kind) }
                outcomes += 1
            }
        }
        #expect(outcomes == 1_200)
    }

    @Test(
        "lengths and counts beyond the end are refused",
        arguments: [
            // A name, a list of sites, a list of packages that would be larger than any memory.
            [1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], [1, 0, 0xff, 0xff, 0xff, 0x7f],
            [1, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
            // A number of eleven bytes, a text that is no UTF-8, another form.
            [1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], [1, 2, 0xff, 0, 0],
            [2, 0, 0, 0], [1],
        ] as [[UInt8]])
    func beyond(bytes: [UInt8]) {
        #expect(EncodedRecord(record: bytes, info: []).decoded(as: .account) == nil)
    }

    @Test("numbers come back at both ends of their range")
    func numbers() {
        let signed: [Int64] = [.min, -1, 0, 1, 63, 64, .max]
        var bytes: [UInt8] = []
        for number in signed { bytes.appendSigned(number) }
        for number in [0, 127, 128, UInt64.max] as [UInt64] { bytes.appendNumber(number) }
        var reader = ByteReader(bytes)
        let back = signed.map { _ in reader.signed() }
        #expect(back == signed)
        let unsigned = (0..<4).map { _ in reader.number() }
        #expect(unsigned == [0, 127, 128, .max])
        #expect(reader.isAtEnd)
        #expect(bytes.number(UInt16.self, at: 0) == UInt16(bytes[0]) | UInt16(bytes[1]) << 8)
        #expect(UInt32(0x0102_0304).bytes == [4, 3, 2, 1])
    }
}

/// Records of chance, the same for the same seed.
struct RecordMaker {
    private var generator: SeededGenerator
    private var titles: HostileText

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        titles = HostileText(seed: seed)
    }

    private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }

    private mutating func text() -> String { titles.next() }

    private mutating func maybe<Value>(_ value: Value) -> Value? { below(3) == 0 ? nil : value }

    private mutating func number() -> Int64 {
        Int64(truncatingIfNeeded: generator.next()) >> Int64(below(64))
    }

    private mutating func time() -> Timestamp { Timestamp(rawValue: number()) }

    private mutating func some<Value>(_ make: (inout RecordMaker) -> Value) -> [Value] {
        (0..<below(4)).map { _ in make(&self) }
    }

    mutating func record() -> LibraryRecord {
        switch below(4) {
        case 0:
            .account(
                AccountRecord(
                    name: maybe(text()), sites: some { $0.site() }, packages: some { $0.package() }))
        case 1: .site(SiteRecord(summary: site(), packages: some { $0.package() }, info: [1, 2]))
        case 2: .package(PackageRecord(summary: package(), videos: some { $0.video() }, info: [3]))
        default:
            .video(
                VideoRecord(
                    summary: video(), files: some { $0.file() }, subtitles: some { $0.subtitle() }, info: []))
        }
    }

    private mutating func site() -> SiteSummary {
        SiteSummary(
            id: SiteID(rawValue: text()), title: maybe(text()), key: maybe(text()), createdAt: maybe(time()),
            updatedAt: maybe(time()), distinction: maybe(text()))
    }

    private mutating func package() -> PackageSummary {
        PackageSummary(
            id: PackageID(rawValue: text()), site: maybe(SiteID(rawValue: text())), title: maybe(text()),
            key: maybe(text()), thumbnail: maybe(text()), videosCount: maybe(Int(number())),
            createdAt: maybe(time()), updatedAt: maybe(time()), distinction: maybe(text()))
    }

    private mutating func video() -> VideoSummary {
        VideoSummary(
            id: VideoID(rawValue: text()), title: maybe(text()), key: maybe(text()), thumbnail: maybe(text()),
            duration: maybe(number()), createdAt: maybe(time()), updatedAt: maybe(time()),
            distinction: maybe(text()), isPartial: maybe(below(2) == 0),
            home: maybe(PackageID(rawValue: text())))
    }

    private mutating func file() -> MediaFile {
        MediaFile(
            id: MediaFileID(rawValue: text()), quality: maybe(text()), format: maybe(text()),
            codec: maybe(text()), method: maybe(text()), address: text(), size: maybe(number()),
            updatedAt: maybe(time()), distinction: maybe(text()), version: maybe(text()))
    }

    private mutating func subtitle() -> Subtitle {
        let kinds: [Subtitle.Kind] = [
            .webVTT, .subRip, .burnedIn(VideoID(rawValue: text())), .verbatim(suffix: text()),
        ]
        return Subtitle(
            language: maybe(text()), kind: kinds[below(4)], address: text(), distinction: maybe(text()))
    }

    /// Some bytes changed, taken out or put in.
    mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...below(4) {
            let place = below(bytes.count + 1)
            switch below(3) {
            case 0 where place < bytes.count: bytes[place] = UInt8(below(256))
            case 1: bytes.insert(UInt8(below(256)), at: place)
            default: bytes = Array(bytes[..<place])
            }
        }
        return bytes
    }
}

extension LibraryRecord {
    var kind: ResourceKey.Kind {
        switch self {
        case .account: .account
        case .site: .site
        case .package: .package
        case .video: .video
        }
    }
}

extension EncodedRecord {
    /// As releases up to 0.1 wrote it.
    static func asJSON(_ library: LibraryRecord) throws -> EncodedRecord {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let (json, info): (Data, [UInt8])
        switch library {
        case .account(let account): (json, info) = (try encoder.encode(account), [])
        case .site(var site):
            info = site.info
            site.info = []
            json = try encoder.encode(site)
        case .package(var package):
            info = package.info
            package.info = []
            json = try encoder.encode(package)
        case .video(var video):
            info = video.info
            video.info = []
            json = try encoder.encode(video)
        }
        return EncodedRecord(record: [UInt8](json), info: info)
    }
}

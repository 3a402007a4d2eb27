import DemoOrigin

/// One site, one package, and films of synthetic bytes: long enough that no buffer holds them.
enum BigLibrary {
    /// Bytes.
    static let filmLength: Int64 = 128 << 20
    static let shortLength: Int64 = 16 << 20

    static let film = "Big/Films/Long/files/720p.mp4"
    /// Where its bytes are on the CDN.
    static let filmSource = "/media/1/720p.mp4"

    /// The shorter ones, for readers of different files.
    static let shorts = (2...9).map {
        (path: "Big/Films/Short \($0)/files/720p.mp4", source: "/media/\($0)/720p.mp4")
    }

    static let library = library(filmLength: filmLength)

    /// The library with a long film of so many bytes.
    static func library(
        filmLength: Int64, claim: DemoFile.SizeClaim = .actual, isLongOnly: Bool = false
    ) -> DemoLibrary {
        let long = video(id: 1, "Long", length: filmLength, claim: claim)
        let shorts = (2...9).map { video(id: $0, "Short \($0)", length: shortLength + Int64($0)) }
        let package = DemoPackage(id: 1, title: "Films", videos: [long] + (isLongOnly ? [] : shorts))
        return DemoLibrary(sites: [DemoSite(id: 1, title: "Big", packages: [package])])
    }

    private static func video(
        id: Int, _ title: String, length: Int64, claim: DemoFile.SizeClaim = .actual
    ) -> DemoVideo {
        let media = DemoMedia.synthetic(seed: UInt64(id), length: length)
        let file = DemoFile(quality: "720p", format: "mp4", sizeClaim: claim, media: media)
        return DemoVideo(id: id, title: title, duration: 3_600, files: [file])
    }
}

/// A generator with a fixed seed, so that a failure can be repeated (splitmix64: Steele, Lea, Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

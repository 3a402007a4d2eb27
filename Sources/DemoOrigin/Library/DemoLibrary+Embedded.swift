internal import Foundation

extension DemoLibrary {
    /// The library of `vidfs demo`: two sites, real media of a few seconds, and everything that names,
    /// files and rights can do to a file system.
    ///
    /// All films are test patterns made for it by `Tools/demo-library/make.sh`. Every number and date in it
    /// is fixed.
    public static let embedded = DemoLibrary(
        sites: [
            DemoSite(
                id: 1, title: "Harbour Films", key: "harbour", description: "Films about water.",
                packages: [.harbourLights, .cabinetOfNames, .directorsCut]),
            DemoSite(
                id: 2, title: "Patterns & Noise", key: "patterns", description: nil, isSeller: true,
                packages: [.testPatterns, .membersOnly]),
        ], piksel: [.showcase])
}

extension DemoPackage {
    /// What there is to play: every quality, every kind of subtitle.
    fileprivate static let harbourLights = DemoPackage(
        id: 1, title: "Harbour Lights", description: "The film, and how it was made.", sku: "harbour-lights",
        price: 500, thumbnail: .harbour,
        videos: [
            .harbour,
            DemoVideo(
                id: 2, title: "Harbour Lights (deutsche Untertitel)", thumbnail: .harbour,
                files: [DemoFile(quality: "360p", format: "mp4", media: .embedded("harbour-german.mp4"))]
            ).dated(day: 1),
            .short(id: 3, title: "Making Of: Tides/Currents", day: 2),
            .short(id: 4, title: "To be continued...", day: 3),
        ])

    /// Titles that a file system, or a copy of it on another, cannot take as they are.
    fileprivate static let cabinetOfNames = DemoPackage(
        id: 2, title: "A Cabinet of Names", description: nil, sku: "names", price: 0, thumbnail: nil,
        videos: [
            .short(id: 20, title: "Lighthouse", day: 4),
            .short(id: 21, title: "lighthouse", day: 5),
            .short(id: 22, title: "info.json", day: 6),
            .short(id: 23, title: "CON", day: 7),
            .short(id: 24, title: "潮の音 🌊", day: 8),
            // Decomposed: e and a combining acute accent.
            .short(id: 25, title: "Cafe\u{301} de la Mare\u{301}e", day: 9),
            // 308 bytes of UTF-8, with no character boundary at byte 255.
            .short(
                id: 26, title: "A very, very, a " + String(repeating: "very long and é", count: 18) + " one",
                day: 10),
            .short(id: 27, title: " .Night? <uncut> \"5*\" | \\o/ ", day: 11),
            .short(id: 28, title: nil, day: 12),
            .short(id: 29, title: "Left\u{202E}thgiR", day: 13),
        ])

    fileprivate static let directorsCut = DemoPackage(
        id: 3, title: "Director's Cut", description: "Not bought yet.", sku: "directors-cut", price: 1_299,
        thumbnail: .fractal, entitlement: .visibleButNotBought,
        videos: [.short(id: 30, title: "Harbour Lights: Director's Cut", day: 14)])

    /// What the service says about sizes, and what is true.
    fileprivate static let testPatterns = DemoPackage(
        id: 4, title: "Test Patterns", description: "Numbers that move.", sku: "patterns", price: 250,
        thumbnail: .fractal,
        videos: [
            .short(id: 40, title: "Moving Pattern", day: 15),
            DemoVideo(
                id: 41, title: "Fractal", duration: 3, thumbnail: .fractal,
                files: [
                    DemoFile(
                        quality: "360p", format: "mp4", codec: "h264", media: .embedded("fractal-360p.mp4"))
                ]
            ).dated(day: 16),
            DemoVideo(
                id: 42, title: "A Wrong Size", duration: 3,
                files: [
                    DemoFile(
                        quality: "360p", format: "mp4", sizeClaim: .bytes(20_000),
                        media: .embedded("pattern-360p.mp4"))
                ]
            ).dated(day: 17),
            DemoVideo(
                id: 43, title: "An Unknown Size", duration: nil,
                files: [
                    DemoFile(
                        quality: "360p", format: "webm", method: nil, sizeClaim: .unknown,
                        media: .embedded("pattern-360p.webm"))
                ]
            ).dated(day: 18),
            // In two packages of two sites: one video, one id.
            .short(id: 3, title: "Making Of: Tides/Currents", day: 2),
        ])

    fileprivate static let membersOnly = DemoPackage(
        id: 5, title: "Members Only", description: nil, sku: "members", price: nil,
        entitlement: .forbidden,
        videos: [.short(id: 50, title: "Behind Closed Doors", day: 19)])
}

extension DemoVideo {
    /// The film with everything.
    fileprivate static let harbour = DemoVideo(
        id: 1, title: "Harbour Lights", description: "A box crosses a test card.\nAnd \"back\" again.",
        thumbnail: .harbour,
        subtitles: [
            DemoSubtitle(language: "English", source: .webvtt(.embedded("english.vtt"))),
            DemoSubtitle(language: "Spanish", source: .srt(.embedded("spanish.srt"))),
            DemoSubtitle(language: "French", source: .srt(.embedded("french-windows-1252.srt"))),
            DemoSubtitle(language: "German", source: .webvtt(.embedded("german.vtt"))),
            DemoSubtitle(language: "German", source: .video(id: 2)),
        ],
        files: [
            DemoFile(quality: "adaptive", format: "m3u8", method: "hls", media: .embedded("hls/master.m3u8")),
            DemoFile(quality: "1080p", format: "webm", media: .embedded("harbour-1080p.webm")),
            DemoFile(quality: "1080p-51", format: "mp4", media: .embedded("harbour-1080p-51.mp4")),
            DemoFile(quality: "720p", format: "mp4", media: .embedded("harbour-720p.mp4")),
            DemoFile(
                quality: "720p", format: "mp4", method: "dash", media: .embedded("harbour-720p-dash.mp4")),
            DemoFile(quality: "480p", format: "mp4", media: .embedded("harbour-480p.mp4")),
            DemoFile(quality: "540p", format: "flv", method: "rtmp", sizeClaim: .unknown, media: .bytes([])),
        ],
        playlistParts: Dictionary(
            uniqueKeysWithValues: ["low", "high"].flatMap { variant in
                ["index.m3u8", "0.ts", "1.ts", "2.ts"].map {
                    ("\(variant)/\($0)", DemoMedia.embedded("hls/\(variant)/\($0)"))
                }
            }))

    /// A film of three seconds in one quality.
    fileprivate static func short(id: Int, title: String?, day: Int) -> DemoVideo {
        DemoVideo(
            id: id, title: title, duration: 3,
            files: [DemoFile(quality: "360p", format: "mp4", media: .embedded("pattern-360p.mp4"))]
        ).dated(day: day)
    }

    /// The video so many days after the demo's first.
    fileprivate func dated(day: Int) -> DemoVideo {
        var video = self
        video.createdAt = DemoLibrary.epoch.addingTimeInterval(Double(day) * 86_400)
        video.updatedAt = video.createdAt
        return video
    }
}

extension DemoThumbnail {
    fileprivate static let harbour = DemoThumbnail(
        small: .embedded("harbour-small.png"), medium: .embedded("harbour-medium.png"),
        large: .embedded("harbour-large.png"), format: "png")

    fileprivate static let fractal = DemoThumbnail(
        small: .embedded("fractal-small.jpg"), medium: .embedded("fractal-medium.jpg"),
        large: .embedded("fractal-large.jpg"))
}

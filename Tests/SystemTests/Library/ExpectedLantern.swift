/// The tenant with seasons, a collection, a category and a clip that is filed nowhere, by hand from
/// `docs/services/piksel.md`. Its media are those of the other sites' films.
enum ExpectedLantern {
    static let files: [ExpectedTree.File] =
        ["", "Tides/", "Short Films/", "Water/", "_unfiled/"].map { file($0 + "info.json", .json("")) }
        + [file("Tides/thumbnail.png", .media("/assets/videos/1/medium.png"))]
        + short("Tides/S01E01 Ebb") + short("Tides/S01E02 Flow") + short("Tides/S02E01 Spring")
        + short("Tides/S02E02 Neap") + short("Water/Low Water") + short("_unfiled/Test Card")
        + short("Short Films/Fractal (2015)", media: "/media/41/360p.mp4") + crossing

    private static let crossing = [
        ("info.json", ExpectedTree.Content.json("")),
        ("thumbnail.png", .media("/assets/videos/1/large.png")),
        ("files/720p.mp4", .media("/media/1/720p.mp4")),
        ("files/480p.mp4", .media("/media/1/480p.mp4")),
        ("subtitles/en.vtt", .media("/assets/videos/1/0-english.vtt")),
        ("subtitles/es.vtt", .text(ExpectedSubtitles.spanish)),
    ].map { file("Short Films/The Crossing (2014)/" + $0.0, $0.1) }

    private static func short(_ video: String, media: String = "/media/3/360p.mp4") -> [ExpectedTree.File] {
        [file(video + "/info.json", .json("")), file(video + "/files/360p.mp4", .media(media))]
    }

    private static func file(_ path: String, _ content: ExpectedTree.Content) -> ExpectedTree.File {
        ExpectedTree.File(path: "lantern/" + path, content: content)
    }
}

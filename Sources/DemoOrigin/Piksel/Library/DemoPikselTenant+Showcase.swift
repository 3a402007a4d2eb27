extension DemoPikselTenant {
    /// What only the platform can show: seasons, a category, a collection, a clip that is nowhere.
    ///
    /// All of it can be listed, played and copied without an error.
    static let showcase = DemoPikselTenant(
        owner: "lantern", title: "Lantern Television",
        contents: tides + [
            .content(
                "short-films", type: "collection", title: "Short Films",
                ["memberRefs": [.reference("crossing"), .reference("fractal")]]),
            .content(
                "crossing", type: "movie", title: "The Crossing",
                ["releaseYear": 2014, "duration": "PT6S", "categoryRefs": [.reference("water")]]),
            .content("fractal", type: "movie", title: "Fractal", ["releaseYear": 2015, "duration": "PT3S"]),
            // In no show and no collection: the category is its place.
            .content(
                "low-water", type: "movie", title: "Low Water",
                ["duration": "PT3S", "categoryRefs": [.reference("water")]]),
            .content("test-card", type: "clip", title: "Test Card", ["duration": "PT3S"]),
        ],
        assets: crossing
            + ["tides-1-1", "tides-1-2", "tides-2-1", "tides-2-2", "low-water", "test-card"].map {
                .asset("\($0)-360p", of: $0, resolution: "360p", media: .embedded("pattern-360p.mp4"))
            } + [
                .asset(
                    "fractal-360p", of: "fractal", resolution: "360p", media: .embedded("fractal-360p.mp4")),
                .asset(
                    "tides-poster", of: "tides", type: "image", format: "png",
                    media: .embedded("harbour-medium.png"), fileName: "poster.png", ["tags": ["landscape"]]),
            ],
        categories: [.category("water", title: "Water")])

    private static let tides: [DemoPikselDocument] =
        [.content("tides", type: "show", title: "Tides", ["longSynopsis": "Two years by the sea."])]
        + (1...2).map { (number: Int) -> DemoPikselDocument in
            .content("tides-\(number)", type: "season", title: "Season \(number)", in: "tides", order: number)
        }
        + [
            ("tides-1-1", "Ebb", 1), ("tides-1-2", "Flow", 2), ("tides-2-1", "Spring", 1),
            ("tides-2-2", "Neap", 2),
        ].map { name, title, order in
            .content(
                name, type: "episode", title: title, in: String(name.dropLast(2)), order: order,
                ["duration": "PT3S"])
        }

    private static let crossing: [DemoPikselDocument] = [
        .asset("crossing-720p", of: "crossing", resolution: "720p", media: .embedded("harbour-720p.mp4")),
        .asset("crossing-480p", of: "crossing", resolution: "480p", media: .embedded("harbour-480p.mp4")),
        .asset(
            "crossing-en", of: "crossing", type: "text", format: "webvtt", media: .embedded("english.vtt"),
            fileName: "english.vtt", ["languages": ["en"]]),
        .asset(
            "crossing-es", of: "crossing", type: "text", format: nil, media: .embedded("spanish.srt"),
            fileName: "spanish.srt", ["languages": ["es"]]),
        .asset(
            "crossing-picture", of: "crossing", type: "image", format: "png",
            media: .embedded("harbour-large.png"), fileName: "large.png", ["tags": ["landscape"]]),
    ]
}

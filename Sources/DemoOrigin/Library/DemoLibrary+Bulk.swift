internal import Foundation

extension DemoLibrary {
    /// A library of any size, made by rule: the same numbers give the same library on every machine.
    ///
    /// Sites are numbered from 1, and so are packages and videos, each through all sites; what stands in a
    /// package has consecutive numbers. Titles have the length and the words that titles have, and some
    /// occur twice. Pictures are the demo's own and films are computed where they are read, so that a
    /// video costs some hundred bytes.
    ///
    /// - Parameters:
    ///   - sites: at least 1.
    ///   - packages: spread evenly over the sites.
    ///   - videos: spread evenly over the packages.
    ///   - largest: videos of one more package, "Everything", which the first site offers behind the others;
    ///     0 for no such package. Their numbers follow those of all others.
    /// - Returns: the library, everything in it owned.
    public static func bulk(sites: Int, packages: Int, videos: Int, largest: Int = 0) -> DemoLibrary {
        let siteRanges = shares(of: packages, among: max(sites, 1))
        let packageRanges = shares(of: videos, among: packages)
        var library = DemoLibrary(
            sites: siteRanges.enumerated().map { number, range in
                DemoSite(
                    id: number + 1, title: BulkTitles.site(number), key: "bulk-\(number + 1)",
                    description: "Made by rule.", isSeller: true,
                    packages: range.map { .bulk(number: $0, videos: packageRanges[$0]) })
            })
        if largest > 0 {
            library.sites[0].packages.append(
                .bulk(number: packages, title: "Everything", videos: videos..<videos + largest))
        }
        return library
    }

    /// Consecutive ranges that differ in length by one at most.
    private static func shares(of count: Int, among parts: Int) -> [Range<Int>] {
        (0..<max(parts, 0)).map { count * $0 / parts..<count * ($0 + 1) / parts }
    }
}

extension DemoPackage {
    fileprivate static func bulk(number: Int, title: String? = nil, videos: Range<Int>) -> DemoPackage {
        DemoPackage(
            id: number + 1, title: title ?? BulkTitles.package(number), description: "Made by rule.",
            sku: "bulk-\(number + 1)", thumbnail: .bulk, videos: videos.map(DemoVideo.bulk))
    }
}

extension DemoVideo {
    fileprivate static func bulk(number: Int) -> DemoVideo {
        // A second apart: dates differ, and all lie in the past.
        let date = DemoLibrary.epoch.addingTimeInterval(Double(number))
        // Minutes, from a short to a long film.
        let minutes = 5 + number * 37 % 175
        // 1 MB a minute, and no two lengths alike.
        let media = DemoMedia.synthetic(seed: UInt64(number % 8), length: Int64(minutes * 1_000_000 + number))
        let subtitles = [DemoSubtitle(language: "English", source: .webvtt(.embedded("english.vtt")))]
        return DemoVideo(
            id: number + 1, title: BulkTitles.video(number), duration: minutes * 60, thumbnail: .bulk,
            subtitles: number.isMultiple(of: 10) ? subtitles : [],
            files: [DemoFile(quality: "720p", format: "mp4", media: media)], createdAt: date,
            updatedAt: date)
    }
}

extension DemoThumbnail {
    fileprivate static let bulk = DemoThumbnail(
        small: .embedded("fractal-small.jpg"), medium: .embedded("fractal-medium.jpg"),
        large: .embedded("fractal-large.jpg"))
}

/// Titles made of words by number.
private enum BulkTitles {
    private static let qualities = [
        "Silent", "Last", "Borrowed", "Golden", "Forgotten", "Second", "Hidden", "Northern", "Patient",
        "Broken", "Quiet", "Distant", "Paper",
    ]
    private static let things = [
        "Harbour", "Winter", "Orchard", "Letter", "Station", "Garden", "Signal", "Summer", "Lighthouse",
        "Market", "Journey",
    ]
    private static let places = [
        "of Lisbon", "at the Lake", "in the Café", "of Łódź", "before Dawn", "by the Sea", "and the River",
        "in July", "without End", "of the Valley", "under Glass", "on Platform 9", "at Noon", "im Frühling",
        "of Kyoto", "from Above", "without Rain",
    ]

    static func site(_ number: Int) -> String {
        "\(qualities[number % qualities.count]) Pictures \(number + 1)"
    }

    static func package(_ number: Int) -> String {
        "\(things[number % things.count]) Collection, Vol. \(number + 1)"
    }

    /// 30 to 40 bytes. The lists' lengths have no common factor: a title comes again after 2,431 × 95.
    static func video(_ number: Int) -> String {
        // Every fiftieth is called like the one before it, as remakes are.
        let number = number % 50 == 49 ? number - 1 : number
        let words = [
            qualities[number % qualities.count], things[number % things.count], places[number % places.count],
        ]
        return "The \(words.joined(separator: " ")) (\(1920 + number % 95))"
    }
}

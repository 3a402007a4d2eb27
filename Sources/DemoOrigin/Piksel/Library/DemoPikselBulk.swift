internal import Foundation

/// Contents and assets that are computed from their number: as many as wanted, in no memory.
///
/// Every hundredth content is a show and the 99 behind it are its children, so that packages stay as
/// large as in life; the assets of a show are pictures. Each content was updated a second after the one before it.
public struct DemoPikselBulk: Sendable, Hashable {
    /// Up to 99,999.
    public let contents: Int
    /// Up to 99.
    public let assetsPerContent: Int
    /// Names of contents and assets that are left out, as after a deletion.
    public var removed: Set<String> = []

    static let categoryCount = 8
    private static let showLength = 100
    private static let start = DemoLibrary.epoch
    /// What takes the place of a film's first assets, in this order.
    private static let resolutions = ["1080p", "720p", "540p", "480p", "360p", "240p"]

    public init(contents: Int, assetsPerContent: Int) {
        self.contents = min(max(contents, 0), 99_999)
        self.assetsPerContent = min(max(assetsPerContent, 0), 99)
    }

    var assets: Int { contents * assetsPerContent }

    static func contentName(_ number: Int) -> String {
        "c" + number.digits(5)
    }

    func assetName(_ number: Int) -> String {
        Self.contentName(number / assetsPerContent) + "-a" + (number % assetsPerContent).digits(2)
    }

    func isShow(_ content: Int) -> Bool {
        content % Self.showLength == 0
    }

    func updatedAt(content number: Int) -> Date {
        Self.start.addingTimeInterval(Double(number))
    }

    func updatedAt(asset number: Int) -> Date {
        updatedAt(content: number / assetsPerContent)
    }

    func content(_ number: Int) -> DemoPikselDocument {
        let isShow = isShow(number)
        var document = DemoPikselDocument.content(
            Self.contentName(number), type: isShow ? "show" : "movie",
            title: isShow ? "Reel \(number / Self.showLength)" : "Film \(number)",
            in: isShow ? nil : Self.contentName(number / Self.showLength * Self.showLength),
            order: number % Self.showLength,
            [
                "categoryRefs": isShow ? [] : [.reference("shelf-\(number % Self.categoryCount)")],
                "duration": "PT1H30M", "active": true,
            ])
        document.updatedAt = updatedAt(content: number)
        return document
    }

    func asset(_ number: Int) -> DemoPikselDocument {
        let content = number / assetsPerContent
        let place = number % assetsPerContent
        let length = Int64(1 << 20 + number)
        let isPicture = isShow(content)
        var document = DemoPikselDocument.asset(
            assetName(number), of: Self.contentName(content), type: isPicture ? "image" : "video",
            format: isPicture ? "jpg" : "mp4",
            resolution: isPicture ? nil : place < Self.resolutions.count ? Self.resolutions[place] : "other",
            media: .synthetic(seed: UInt64(number % 8), length: length), ["fileSize": .integer(length)])
        document.updatedAt = updatedAt(asset: number)
        return document
    }

    func content(named name: String) -> DemoPikselDocument? {
        guard let number = Int(name.dropFirst()), (0..<contents).contains(number),
            Self.contentName(number) == name
        else { return nil }
        return content(number)
    }

    func asset(named name: String) -> DemoPikselDocument? {
        let parts = name.dropFirst().split(separator: "-")
        guard parts.count == 2, let content = Int(parts[0]), let place = Int(parts[1].dropFirst()),
            (0..<contents).contains(content), (0..<assetsPerContent).contains(place)
        else { return nil }
        let number = content * assetsPerContent + place
        return assetName(number) == name ? asset(number) : nil
    }
}

extension Int {
    /// The number in at least so many digits, so that names sort as numbers do.
    fileprivate func digits(_ count: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: Swift.max(0, count - text.count)) + text
    }
}

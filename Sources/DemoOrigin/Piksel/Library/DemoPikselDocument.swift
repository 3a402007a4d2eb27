public import Foundation

/// One resource of the metadata service: a content, an asset or a category.
///
/// What every resource has (`ref`, `owner`, `name`, `version`, the dates) is added when it is sent, unless
/// ``fields`` holds it: so a test can send anything, wrong types included.
public struct DemoPikselDocument: Sendable, Hashable {
    /// Unique among the tenant's documents of one kind: `[A-Za-z0-9_-]+`.
    public var name: String
    public var fields: DemoFields
    /// What the CDN serves for an asset. Its address becomes the `url`, unless ``fields`` holds one.
    public var media: DemoMedia?
    /// The last component of the address of ``media``; its suffix tells the kind where there is no
    /// `fileFormat`. Changing it moves the address: the old one answers 404.
    public var fileName: String
    /// The status that the CDN answers instead of serving ``media``.
    public var refusal: Int?
    public var createdAt: Date
    /// Sent with milliseconds. ``DemoOrigin/edit(_:)`` moves it where the document changed.
    public var updatedAt: Date
    /// Bytes that are served at an address in ``fields``: they count as content, as ``media`` does.
    var source: DemoMedia?

    public init(
        _ name: String, _ fields: DemoFields = [:], media: DemoMedia? = nil, fileName: String = "media.mp4",
        refusal: Int? = nil, createdAt: Date = DemoLibrary.epoch, updatedAt: Date = DemoLibrary.epoch
    ) {
        self.name = name
        self.fields = fields
        self.media = media
        self.fileName = fileName
        self.refusal = refusal
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

extension DemoPikselDocument {
    /// A content.
    ///
    /// - Parameters:
    ///   - name: unique among the tenant's contents.
    ///   - type: `show`, `season`, `episode`, `movie`, `clip`, `collection`, `version`, ….
    ///   - title: `nil` leaves it out.
    ///   - parent: the name of the content whose child it is.
    ///   - order: the place among its siblings.
    ///   - fields: further ones; they win over the others.
    /// - Returns: a document for ``DemoPikselTenant/contents``.
    public static func content(
        _ name: String, type: String, title: String?, in parent: String? = nil, order: Int? = nil,
        _ fields: DemoFields = [:]
    ) -> DemoPikselDocument {
        var own: DemoFields = ["type": .text(type)]
        own["title"] = title.map { .text($0) }
        own["parentRef"] = parent.map { .reference($0) }
        own["order"] = order.map { .integer(Int64($0)) }
        return DemoPikselDocument(name, own.merging(fields))
    }

    /// A category.
    ///
    /// - Parameters:
    ///   - name: unique among the tenant's categories.
    ///   - title: `nil` leaves it out.
    ///   - parent: the name of the category above it.
    ///   - fields: further ones; they win over the others.
    /// - Returns: a document for ``DemoPikselTenant/categories``.
    public static func category(
        _ name: String, title: String?, in parent: String? = nil, _ fields: DemoFields = [:]
    ) -> DemoPikselDocument {
        var own: DemoFields = ["scheme": "genre", "value": .text(name)]
        own["title"] = title.map { .text($0) }
        own["parentRef"] = parent.map { .reference($0) }
        return DemoPikselDocument(name, own.merging(fields))
    }

    /// An asset.
    ///
    /// - Parameters:
    ///   - name: unique among the tenant's assets.
    ///   - content: the name of the content that it belongs to.
    ///   - type: `video`, `audio`, `text`, `image`, ….
    ///   - format: the `fileFormat`; `nil` leaves it out.
    ///   - resolution: such as `720p`; `nil` leaves `mediaInfo` out.
    ///   - media: what the CDN serves; `nil` for an asset without an address, or with one in `fields`.
    ///   - fileName: see ``DemoPikselDocument/fileName``.
    ///   - fields: further ones; they win over the others.
    /// - Returns: a document for ``DemoPikselTenant/assets``.
    public static func asset(
        _ name: String, of content: String, type: String = "video", format: String? = "mp4",
        resolution: String? = nil, media: DemoMedia? = nil, fileName: String? = nil,
        _ fields: DemoFields = [:]
    ) -> DemoPikselDocument {
        var own: DemoFields = ["type": .text(type), "contentRef": .reference(content)]
        own["fileFormat"] = format.map { .text($0) }
        own["mediaInfo"] = resolution.map { ["resolution": .text($0)] }
        return DemoPikselDocument(
            name, own.merging(fields), media: media, fileName: fileName ?? "media.\(format ?? "mp4")")
    }
}

import Foundation

@testable import VideoFS

/// Documents of the metadata service, and shapes of them.
enum ShapeFixture {
    static let tenant = SiteID(rawValue: "acme")
    /// 2026-01-01T00:00:00Z.
    static let now = Timestamp(rawValue: 1_767_225_600)

    static func content(_ name: String, _ type: String, _ members: [String: JSON] = [:]) throws
        -> PikselContent
    {
        let own: [String: JSON] = [
            "ref": .string("acme:\(name)"), "owner": "acme", "name": .string(name), "type": .string(type),
        ]
        return try required(PikselContent(.object(own.merging(members) { $1 })))
    }

    static func category(_ name: String, title: String) throws -> PikselCategory {
        try required(
            PikselCategory(
                .object(["ref": .string("acme:\(name)"), "name": .string(name), "title": .string(title)])))
    }

    static func asset(_ name: String, of content: String, _ members: [String: JSON] = [:]) throws
        -> PikselAsset
    {
        let own: [String: JSON] = [
            "ref": .string("acme:\(name)"), "name": .string(name), "contentRef": .string("acme:\(content)"),
            "type": "video", "url": .string("https://cdn.example/\(name).mp4"),
        ]
        return try required(PikselAsset(.object(own.merging(members) { $1 })))
    }

    static func shape(
        _ contents: [PikselContent], _ categories: [PikselCategory] = [], rules: ShapeRules = ShapeRules(),
        at now: Timestamp = now
    ) -> TenantShape {
        TenantShape(tenant: tenant, contents: contents, categories: categories, rules: rules, at: now)
    }

    private struct Missing: Error {}

    private static func required<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw Missing() }
        return value
    }
}

extension JSON: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
}

extension TenantShape {
    /// Package titles with the titles of what they hold; links are marked by an arrow to their home.
    var outline: [String: [String]] {
        var outline: [String: [String]] = [:]
        for package in site(titled: nil).packages {
            outline[package.title ?? ""] = self.package(package.id, assets: [])?.videos.map { video in
                (video.title ?? "") + (video.home.map { " → \($0.rawValue)" } ?? "")
            }
        }
        return outline
    }
}

internal import Foundation

/// A site of the library in the words of the metadata service.
///
/// A package becomes a show and its videos its movies; a package with a video whose first place is
/// elsewhere becomes a collection that holds it as a member.
extension DemoSite {
    /// The tenant's name.
    var owner: String { key ?? "site-\(id)" }

    var contentDocuments: [DemoPikselDocument] {
        let homes = homes
        return packages.map { $0.document(homes: homes) }
            + videos.map { video in video.document(in: homes[video.id], order: order(of: video, homes)) }
    }

    var assetDocuments: [DemoPikselDocument] {
        packages.flatMap(\.assetDocuments) + videos.flatMap(\.assetDocuments)
    }

    /// The package where each video stands first.
    private var homes: [Int: Int] {
        packages.reduce(into: [:]) { homes, package in
            for video in package.videos where homes[video.id] == nil { homes[video.id] = package.id }
        }
    }

    private func order(of video: DemoVideo, _ homes: [Int: Int]) -> Int? {
        let package = packages.first { $0.id == homes[video.id] }
        return package?.videos.firstIndex { $0.id == video.id }.map { $0 + 1 }
    }
}

extension DemoPackage {
    fileprivate func document(homes: [Int: Int]) -> DemoPikselDocument {
        let members = videos.filter { homes[$0.id] != id }
        var document = DemoPikselDocument.content(
            "p\(id)", type: members.isEmpty ? "show" : "collection", title: title, ["active": true])
        document.fields["longSynopsis"] = description.map { .text($0) }
        document.fields["alternativeIdentifiers"] = sku.map { ["sku": .text($0)] }
        if !members.isEmpty { document.fields["memberRefs"] = .list(members.map { .reference("v\($0.id)") }) }
        document.createdAt = createdAt
        document.updatedAt = updatedAt
        return document
    }

    fileprivate var assetDocuments: [DemoPikselDocument] {
        (thumbnail?.documents(under: "/assets/packages/\(id)", of: "p\(id)") ?? []).map {
            $0.dated(createdAt, updatedAt)
        }
    }
}

extension DemoVideo {
    fileprivate func document(in package: Int?, order: Int?) -> DemoPikselDocument {
        var document = DemoPikselDocument.content(
            "v\(id)", type: "movie", title: title, in: package.map { "p\($0)" }, order: order,
            ["active": true])
        document.fields["longSynopsis"] = description.map { .text($0) }
        document.fields["duration"] = duration.map { .text("PT\($0)S") }
        return document.dated(createdAt, updatedAt)
    }
}

extension DemoPikselDocument {
    func dated(_ created: Date, _ updated: Date) -> DemoPikselDocument {
        var document = self
        document.createdAt = created
        document.updatedAt = updated
        return document
    }
}

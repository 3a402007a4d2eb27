internal import Foundation

/// An answer and, where the service offers them, its validators.
struct Resource: Sendable {
    let answer: Answer
    var validators: Validators?

    init(_ answer: Answer) {
        self.answer = answer
    }

    /// A resource that can be asked for conditionally.
    init(_ json: JSON, modified: Date) {
        let validators = Validators(of: json.text, modified: modified)
        var answer = Answer(200, json: json)
        validators.mark(&answer)
        answer["Cache-Control"] = "public, no-cache, must-revalidate"
        self.answer = answer
        self.validators = validators
    }

    /// A resource of the user's own: neither `ETag` nor `Last-Modified`, as recorded.
    static func unconditional(_ json: JSON) -> Resource {
        var answer = Answer(200, json: json)
        answer["Cache-Control"] = "private, no-cache, max-age=0, must-revalidate"
        return Resource(answer)
    }

    static let missing = Resource(.refusal(404, "Not found."))
}

extension APIService {
    func resource(for request: IncomingRequest, at now: Date) -> Resource {
        let form = ResourceForm(
            shape: state.shape, api: request.origin, cdn: cdn, videoCounts: state.index.videoCounts)
        let components = request.components
        if request.method == "POST" {
            guard components.count == 3, components[0] == "packages", components[2] == "tickets",
                let id = Int(components[1])
            else { return .missing }
            return Resource(TicketDesk(state: state, form: form).answer(request, package: id, at: now))
        }
        guard request.method == "GET" || request.method == "HEAD" else {
            return Resource(.refusal(404, "There is no such method here."))
        }
        return read(components, request, form, at: now)
    }

    private func read(
        _ components: [String], _ request: IncomingRequest, _ form: ResourceForm, at now: Date
    ) -> Resource {
        let index = state.index
        let id = components.count > 1 ? Int(components[1]) : nil
        switch (components.first, components.count) {
        case ("me", 1): return .unconditional(form.user(index))
        case ("me", 2) where components[1] == "videos": return .unconditional(form.collection(index))
        case ("settings", 1): return .unconditional(form.settings(index.library.user))
        case ("users", 2):
            return id == index.library.user.id ? .unconditional(form.user(index)) : .missing
        case ("sites", 2):
            guard let site = id.flatMap(index.site) else { return .missing }
            return Resource(form.site(site), modified: site.modified)
        case ("packages", 2):
            guard let (package, site) = id.flatMap(index.package) else { return .missing }
            return Resource(form.package(package, in: site), modified: max(package.modified, site.updatedAt))
        case ("packages", 3) where components[2] == "videos" && form.shape == .embedded2015:
            guard let (package, site) = id.flatMap(index.package) else { return .missing }
            return Resource(form.videos(of: package, in: site), modified: package.modified)
        case ("videos", 2):
            guard let (video, site, _) = id.flatMap(index.video) else { return .missing }
            return Resource(form.video(video, in: site), modified: max(video.updatedAt, site.updatedAt))
        case ("videos", 3) where components[2] == "files":
            return Resource(files(of: id, request, form, index, at: now))
        default:
            return .missing
        }
    }

    private func files(
        of id: Int?, _ request: IncomingRequest, _ form: ResourceForm, _ index: LibraryIndex, at now: Date
    ) -> Answer {
        guard let (video, site, entitlement) = id.flatMap(index.video) else {
            return .refusal(404, "Not found.")
        }
        switch entitlement {
        case .visibleButNotBought: return .refusal(402, "Payment is required to watch this video.")
        case .forbidden: return .refusal(403, "You may not watch this video.")
        case .owned: break
        }
        let signer = state.signer
        return FileListing(form: form, shape: state.fileAnswer, video: video, site: site) { path in
            signer.link(to: path, on: cdn, at: now)
        }.answer(to: request.parameters)
    }
}

extension ResourceForm {
    private var isFlat: Bool { shape == .flat2014 }

    func user(_ index: LibraryIndex) -> JSON {
        isFlat ? flatUser(index) : embeddedUser(index)
    }

    func site(_ site: DemoSite) -> JSON {
        isFlat ? flatSite(site) : embeddedSite(site)
    }

    func package(_ package: DemoPackage, in site: DemoSite) -> JSON {
        isFlat ? flatPackage(package, in: site) : embeddedPackage(package, in: site)
    }

    func video(_ video: DemoVideo, in site: DemoSite) -> JSON {
        isFlat ? flatVideo(video, in: site) : embeddedVideo(video, in: site)
    }

    /// `/me/videos`: a bare array in 2014, a collection later.
    func collection(_ index: LibraryIndex) -> JSON {
        guard !isFlat else { return .array(index.ownedVideos.map { flatVideoSummary($0.video) }) }
        return collection(index.ownedVideos.map { embeddedVideoSummary($0.video, in: $0.site) })
    }

    func videos(of package: DemoPackage, in site: DemoSite) -> JSON {
        collection(package.videos.map { embeddedVideoSummary($0, in: site) })
    }

    private func collection(_ videos: [JSON]) -> JSON {
        [
            "_links": ["prev": ["href": nil], "next": ["href": nil]], "total": .number(videos.count),
            "_embedded": ["videos": .array(videos)],
        ]
    }

    /// The documentation names `/settings` and shows no answer: what a profile holds is sent.
    func settings(_ user: DemoUser) -> JSON {
        JSON.object([
            ("_links", ["self": link("/settings")]), ("name", .string(user.name)),
            ("email", .string(user.email)),
        ]).merging(dates(user.createdAt, user.updatedAt))
    }
}

extension DemoPackage {
    /// When anything that the package's resource shows last changed.
    fileprivate var modified: Date {
        videos.map(\.updatedAt).reduce(updatedAt, max)
    }
}

extension DemoSite {
    fileprivate var modified: Date {
        packages.map(\.modified).reduce(updatedAt, max)
    }
}

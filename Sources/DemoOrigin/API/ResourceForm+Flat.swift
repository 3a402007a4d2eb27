/// The form of 2014, as documented: children at the top level, the address of a file in `uri`.
extension ResourceForm {
    func flatUser(_ index: LibraryIndex) -> JSON {
        let user = index.library.user
        let packages = index.ownedPackages.map { flatPackageSummary($0.package, in: $0.site) }
        let sites = index.library.sites.filter(\.isSeller).map(flatSiteSummary)
        return JSON.object([
            ("_links", ["self": link("/users/\(user.id)")]),
            ("id", .number(user.id)), ("name", .string(user.name)),
            ("packages", .array(packages)), ("sites", .array(sites)),
        ]).merging(dates(user.createdAt, user.updatedAt))
    }

    func flatSiteSummary(_ site: DemoSite) -> JSON {
        siteHead(site)
            .merging([
                "packages_count": .number(site.packages.count), "videos_count": videosCount(of: site),
            ])
            .merging(dates(site.createdAt, site.updatedAt))
    }

    func flatSite(_ site: DemoSite) -> JSON {
        siteHead(site)
            .merging([
                "packages": .array(site.packages.map { flatPackageSummary($0, in: site) }),
                "videos": .array(site.shownVideos.map(flatVideoSummary)),
            ])
            .merging(dates(site.createdAt, site.updatedAt))
    }

    func flatPackageSummary(_ package: DemoPackage, in site: DemoSite) -> JSON {
        packageHead(package)
            .merging(["site_id": .number(site.id), "videos_count": .number(package.videos.count)])
            .merging(dates(package.createdAt, package.updatedAt))
    }

    func flatPackage(_ package: DemoPackage, in site: DemoSite) -> JSON {
        packageHead(package)
            .merging(["site": flatSiteSummary(site), "videos": .array(package.videos.map(flatVideoSummary))])
            .merging(dates(package.createdAt, package.updatedAt))
    }

    func flatVideoSummary(_ video: DemoVideo) -> JSON {
        videoHead(video)
            .merging([
                "subtitles_count": .number(video.subtitles.count), "files_count": .number(video.files.count),
            ])
            .merging(dates(video.createdAt, video.updatedAt))
    }

    func flatVideo(_ video: DemoVideo, in site: DemoSite) -> JSON {
        let subtitles = video.subtitles.enumerated().map { number, subtitle -> JSON in
            [
                "language": .string(subtitle.language), "type": .string(subtitle.kind),
                "uri": .string(subtitleAddress(subtitle, number: number, of: video)),
            ]
        }
        let files = zip(video.files, fileAddresses(of: video)).map { file, address -> JSON in
            var members: [(key: String, value: JSON)] = [
                ("quality", .string(file.quality)), ("format", .string(file.format)),
                ("method", .text(file.method)), ("uri", .string(address)), ("size", size(of: file)),
            ]
            if let codec = file.codec { members.append(("codec", .string(codec))) }
            return .object(members)
        }
        return videoHead(video)
            .merging(["subtitles": .array(subtitles), "files": .array(files), "site": flatSiteSummary(site)])
            .merging(dates(video.createdAt, video.updatedAt))
    }

    private func siteHead(_ site: DemoSite) -> JSON {
        [
            "_links": ["self": link("/sites/\(site.id)")],
            "id": .number(site.id), "title": .text(site.title), "description": .text(site.description),
            "url": .text(site.key.map { "https://\($0).example" }),
            "domain": .text(site.key.map { "\($0).example" }),
            "subdomain": .text(site.key.map { "\($0).vhx.example" }), "key": .text(site.key),
            "color": "#000000", "facebook_url": nil, "twitter_name": nil,
        ]
    }

    private func packageHead(_ package: DemoPackage) -> JSON {
        [
            "_links": ["self": link("/packages/\(package.id)")],
            "id": .number(package.id), "title": .text(package.title),
            "description": .text(package.description),
            "sku": .text(package.sku), "price": price(package.price), "trailer_url": nil,
            "thumbnail": thumbnail(package.thumbnail, under: "/assets/packages/\(package.id)"),
            "is_presale": .bool(package.isPresale), "is_locked": .bool(package.isLocked),
        ]
    }

    private func videoHead(_ video: DemoVideo) -> JSON {
        [
            "_links": ["self": link("/videos/\(video.id)")],
            "id": .number(video.id), "title": .text(video.title), "description": .text(video.description),
            "duration": duration(video.duration),
            "thumbnail": thumbnail(video.thumbnail, under: "/assets/videos/\(video.id)"),
        ]
    }

    func price(_ cents: Int?) -> JSON {
        guard let cents else { return nil }
        let rest = cents % 100
        let text = rest == 0 ? "$\(cents / 100)" : "$\(cents / 100).\(rest < 10 ? "0" : "")\(rest)"
        return ["cents": .number(cents), "currency": "USD", "formatted": .string(text)]
    }

    func duration(_ seconds: Int?) -> JSON {
        guard let seconds else { return nil }
        let (count, unit) =
            switch seconds {
            case ..<60: (seconds, "second")
            case ..<3_600: (seconds / 60, "minute")
            default: (seconds / 3_600, "hour")
            }
        return [
            "seconds": .number(seconds), "formatted": .string("\(count) \(unit)\(count == 1 ? "" : "s")"),
        ]
    }
}

/// The form of 2015, as recorded: children under `_embedded`, addresses under `_links`.
extension ResourceForm {
    func embeddedUser(_ index: LibraryIndex) -> JSON {
        let user = index.library.user
        let packages = index.ownedPackages.map { package, site in
            embeddedPackageSummary(package, in: site).merging([
                "purchased_at": .string(package.createdAt.iso8601Text), "purchase_type": "purchase",
                "expires_at": nil,
            ])
        }
        return JSON.object([
            ("_links", ["self": link("/users/\(user.id)")]),
            (
                "_embedded",
                [
                    "packages": .array(packages),
                    "sites": .array(index.library.sites.filter(\.isSeller).map(embeddedSiteSummary)),
                ]
            ),
            ("id", .number(user.id)), ("name", .string(user.name)), ("email", .string(user.email)),
        ]).merging(dates(user.createdAt, user.updatedAt))
    }

    func embeddedSiteSummary(_ site: DemoSite) -> JSON {
        JSON.object([("_links", siteLinks(site))]).merging(siteBody(site))
    }

    func embeddedSite(_ site: DemoSite) -> JSON {
        JSON.object([
            ("_links", siteLinks(site)),
            (
                "_embedded",
                [
                    "packages": .array(site.packages.map { embeddedPackageSummary($0, in: site) }),
                    "videos": .array(site.shownVideos.map { embeddedVideoSummary($0, in: site) }),
                ]
            ),
        ]).merging(siteBody(site))
    }

    func embeddedPackageSummary(_ package: DemoPackage, in site: DemoSite) -> JSON {
        JSON.object([("_links", packageLinks(package, in: site))]).merging(packageBody(package))
    }

    func embeddedPackage(_ package: DemoPackage, in site: DemoSite) -> JSON {
        let videos = package.videos.enumerated().map { number, video in
            embeddedVideoSummary(video, in: site).merging(["position": .number(number + 1)])
        }
        return JSON.object([
            ("_links", packageLinks(package, in: site)),
            ("_embedded", ["site": embeddedSiteSummary(site), "videos": .array(videos), "trailer": nil]),
        ]).merging(packageBody(package))
    }

    /// Inside a listing a video has its subtitles and never its files.
    func embeddedVideoSummary(_ video: DemoVideo, in site: DemoSite) -> JSON {
        JSON.object([
            ("_links", videoLinks(video, in: site)),
            ("_embedded", ["subtitles": .array(embeddedSubtitles(of: video, in: site))]),
        ]).merging(videoBody(video))
    }

    func embeddedVideo(_ video: DemoVideo, in site: DemoSite) -> JSON {
        let files = video.files.indices.map { embeddedFile($0, of: video, in: site, source: nil) }
        return JSON.object([
            ("_links", videoLinks(video, in: site)),
            (
                "_embedded",
                [
                    "site": embeddedSiteSummary(site),
                    "subtitles": .array(embeddedSubtitles(of: video, in: site)),
                    "files": .array(files), "transcode": nil,
                ]
            ),
        ]).merging(videoBody(video))
    }

    /// One file; `source` is the signed address and stands only in what `/videos/:id/files` answers.
    func embeddedFile(_ number: Int, of video: DemoVideo, in site: DemoSite, source: String?) -> JSON {
        let file = video.files[number]
        var links: [(key: String, value: JSON)] = [
            ("self", ["href": .string(fileAddresses(of: video)[number])]),
            ("video", link("/videos/\(video.id)")), ("site", link("/sites/\(site.id)")),
        ]
        if let source { links.append(("source", ["href": .string(source)])) }
        var members: [(key: String, value: JSON)] = [
            ("_links", .object(links)), ("quality", .string(file.quality)), ("format", .string(file.format)),
            ("method", .text(file.method)),
        ]
        if let codec = file.codec { members.append(("codec", .string(codec))) }
        members += [("size", size(of: file)), ("mime_type", .text(MediaType.of(suffix: file.format)))]
        return JSON.object(members).merging(dates(video.createdAt, video.updatedAt))
    }

    private func embeddedSubtitles(of video: DemoVideo, in site: DemoSite) -> [JSON] {
        video.subtitles.enumerated().map { number, subtitle in
            [
                "_links": [
                    "self": ["href": .string(subtitleAddress(subtitle, number: number, of: video))],
                    "video": link("/videos/\(video.id)"), "site": link("/sites/\(site.id)"),
                ],
                "language": .string(subtitle.language), "type": .string(subtitle.kind),
            ]
        }
    }

    private func siteLinks(_ site: DemoSite) -> JSON {
        [
            "self": link("/sites/\(site.id)"),
            "home_page": ["href": .text(site.key.map { "https://\($0).example" })],
            "followers": link("/sites/\(site.id)/followers"),
        ]
    }

    private func packageLinks(_ package: DemoPackage, in site: DemoSite) -> JSON {
        [
            "self": link("/packages/\(package.id)"), "site": link("/sites/\(site.id)"),
            "videos": link("/packages/\(package.id)/videos"),
            "buy_page": ["href": .text(site.key.map { "https://\($0).example/buy/\(package.sku ?? "")" })],
            "home_page": ["href": .text(site.key.map { "https://\($0).example" })],
        ]
    }

    private func videoLinks(_ video: DemoVideo, in site: DemoSite) -> JSON {
        [
            "self": link("/videos/\(video.id)"), "site": link("/sites/\(site.id)"),
            "files": link("/videos/\(video.id)/files"),
        ]
    }

    private func siteBody(_ site: DemoSite) -> JSON {
        JSON.object([
            ("id", .number(site.id)), ("title", .text(site.title)), ("description", .text(site.description)),
            ("domain", .text(site.key.map { "\($0).example" })), ("subdomain", .text(site.key)),
            ("key", .text(site.key)), ("color", "#000000"), ("facebook_url", nil), ("twitter_name", nil),
            ("google_analytics_id", ""), ("packages_count", .number(site.packages.count)),
            ("videos_count", videosCount(of: site)), ("followers_count", 0),
        ]).merging(dates(site.createdAt, site.updatedAt))
    }

    private func packageBody(_ package: DemoPackage) -> JSON {
        JSON.object([
            ("id", .number(package.id)), ("title", .text(package.title)),
            ("description", .text(package.description)), ("sku", .text(package.sku)),
            ("price", price(package.price)), ("rental", nil), ("trailer_url", nil),
            ("trailer_embed_code", nil),
            ("thumbnail", thumbnail(package.thumbnail, under: "/assets/packages/\(package.id)")),
            ("is_active", true), ("is_preorder", .bool(package.isPresale)), ("release_date", nil),
            ("videos_count", .number(package.videos.count)), ("extras_count", 0),
        ]).merging(dates(package.createdAt, package.updatedAt))
    }

    private func videoBody(_ video: DemoVideo) -> JSON {
        JSON.object([
            ("id", .number(video.id)), ("title", .text(video.title)),
            ("description", .text(video.description)),
            ("status", "uploaded"), ("duration", duration(video.duration)),
            ("thumbnail", thumbnail(video.thumbnail, under: "/assets/videos/\(video.id)")),
            ("is_drm_enabled", false), ("subtitles_count", .number(video.subtitles.count)),
            ("files_count", .number(video.files.count)),
        ]).merging(dates(video.createdAt, video.updatedAt))
    }
}

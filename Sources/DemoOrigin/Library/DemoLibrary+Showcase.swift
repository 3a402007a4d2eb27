extension DemoLibrary {
    /// The part of ``embedded`` that can be listed, played and copied without a single error: what a
    /// person is shown. Left out is what was not bought and what the service says wrongly.
    public static var showcase: DemoLibrary {
        var library = embedded
        for site in library.sites.indices {
            library.sites[site].packages.removeAll { $0.entitlement != .owned }
            for package in library.sites[site].packages.indices {
                library.sites[site].packages[package].videos.removeAll { video in
                    video.files.contains { if case .bytes = $0.sizeClaim { true } else { false } }
                }
            }
        }
        return library
    }
}

internal import Foundation

extension DemoLibrary {
    /// Changes a video wherever it stands; nothing where there is none of that id.
    public mutating func changeVideo(_ id: Int, _ change: (inout DemoVideo) -> Void) {
        for site in sites.indices {
            for package in sites[site].packages.indices {
                for video in sites[site].packages[package].videos.indices
                where sites[site].packages[package].videos[video].id == id {
                    change(&sites[site].packages[package].videos[video])
                }
            }
        }
    }

    /// Moves `updatedAt` of everything that differs from `old`, unless the change itself moved it.
    ///
    /// What contains a changed thing counts as changed: a listing that is asked for by date must not be
    /// "not modified" while a title in it is new. Dates never stand still: the service knows whole
    /// seconds only.
    mutating func stampChanges(since old: DemoLibrary, at now: Date) {
        let before = LibraryIndex(old)
        for site in sites.indices {
            for package in sites[site].packages.indices {
                for video in sites[site].packages[package].videos.indices {
                    sites[site].packages[package].videos[video]
                        .stamp(
                            since: before.video(sites[site].packages[package].videos[video].id)?.video,
                            at: now)
                }
                sites[site].packages[package]
                    .stamp(since: before.package(sites[site].packages[package].id)?.package, at: now)
            }
            sites[site].stamp(since: before.site(sites[site].id), at: now)
        }
        stampPikselChanges(since: old, at: now)
    }
}

extension Date {
    func moved(past old: Date, by step: TimeInterval = 1) -> Date {
        max(self, old.addingTimeInterval(step))
    }
}

extension DemoVideo {
    fileprivate mutating func stamp(since old: DemoVideo?, at now: Date) {
        guard let old, self != old, updatedAt == old.updatedAt else { return }
        updatedAt = now.moved(past: old.updatedAt)
    }
}

extension DemoPackage {
    fileprivate mutating func stamp(since old: DemoPackage?, at now: Date) {
        guard let old, self != old, updatedAt == old.updatedAt else { return }
        updatedAt = now.moved(past: old.updatedAt)
    }
}

extension DemoSite {
    fileprivate mutating func stamp(since old: DemoSite?, at now: Date) {
        guard let old, self != old, updatedAt == old.updatedAt else { return }
        updatedAt = now.moved(past: old.updatedAt)
    }
}

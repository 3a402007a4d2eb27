extension ChangeTeller {
    /// Its own record may say another time than its package.
    func videoSeen(_ video: VideoID) {
        for place in tree.places(of: video) {
            for node in [NodeID.video(place), .subtitles(place), .files(place)] { attributes(node) }
        }
    }

    func videoChanged(_ video: VideoID, _ previous: VideoRecord?) {
        let current = tree.catalog.knownVideo(video)?.value
        for place in tree.places(of: video) {
            // The kernel has not looked inside.
            guard tree.inodes.inode(of: .video(place)) != nil else { continue }
            summary(of: place, previous?.summary, current?.summary)
            directory(.files(place))
            directory(.subtitles(place))
            guard let previous else {
                contents(.videoInfo(place))
                continue
            }
            if previous.info != current?.info || previous.summary.updatedAt != current?.summary.updatedAt {
                contents(.videoInfo(place))
            }
            files(of: place, previous, current)
            subtitles(of: place, previous, current)
        }
    }

    /// What a video's directory shows of its summary: its time and its picture.
    func summary(of place: VideoPlace, _ old: VideoSummary?, _ new: VideoSummary?) {
        for node in [NodeID.video(place), .subtitles(place), .files(place)] { attributes(node) }
        guard old?.thumbnail != new?.thumbnail || old?.updatedAt != new?.updatedAt else { return }
        contents(.videoThumbnail(place))
        let names = Set([old?.thumbnail, new?.thumbnail].compactMap(\.self).map(VideoTree.thumbnailName))
        guard let inode = tree.inodes.inode(of: .video(place)), old?.thumbnail != new?.thumbnail else {
            return
        }
        notices.contentsChanged(of: inode)
        for name in names { notices.entryChanged(name, in: inode) }
    }

    /// The bytes of a film are another's only where the service says so of that film.
    private func files(of place: VideoPlace, _ previous: VideoRecord, _ current: VideoRecord?) {
        let isMoved = previous.summary.updatedAt != current?.summary.updatedAt
        for file in previous.files {
            let node = NodeID.file(place, file.id)
            guard let new = current?.files.first(where: { $0.id == file.id }) else { continue }
            if MediaPlace(place: place, file: file).version != MediaPlace(place: place, file: new).version {
                contents(node)
            } else if file.updatedAt != new.updatedAt || (isMoved && new.updatedAt == nil) {
                attributes(node)
            }
            // A playlist is kept by the video's time as well.
            if isMoved, new.format?.lowercased() == "m3u8" { contents(node) }
        }
    }

    /// A subtitle's text is kept by the video's time.
    private func subtitles(of place: VideoPlace, _ previous: VideoRecord, _ current: VideoRecord?) {
        guard previous.summary.updatedAt != current?.summary.updatedAt else { return }
        for subtitle in previous.subtitles { contents(.subtitle(place, SubtitleID(subtitle))) }
    }
}

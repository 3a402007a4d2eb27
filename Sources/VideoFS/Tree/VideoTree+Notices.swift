extension VideoTree {
    /// Tells the kernel what a changed record makes wrong of what it keeps.
    ///
    /// Names of the directory are looked up anew from memory, which costs no request; numbers, open files
    /// and pages of everything that stayed the same stay.
    func resourceChanged(_ key: ResourceKey, telling notices: any KernelNotices) {
        let nodes =
            key == .account
            ? inodes.nodes { $0.isMade(of: key) } : inodes.nodes(naming: key.id) { $0.isMade(of: key) }
        for (node, inode) in nodes {
            guard node.isDirectory else {
                notices.contentsChanged(of: inode)
                continue
            }
            let children = inodes.children(of: inode)
            listings.forget(node)
            notices.contentsChanged(of: inode)
            notices.attributesChanged(of: inode)
            for child in children { notices.entryChanged(child.name, in: inode) }
            // The kernel may remember that a name which is new was not there.
            let known = Set(children.map(\.name))
            guard let listing = knownListing(of: node) else { continue }
            for item in listing.items where !known.contains(item.name) {
                notices.entryChanged(item.name, in: inode)
            }
        }
    }

    /// Tells the kernel that a film's size is another than it was told, or its bytes are.
    func mediaChanged(_ place: MediaPlace, contents: Bool, telling notices: any KernelNotices) {
        // The same file may stand in several packages.
        let files = inodes.nodes(naming: place.place.video.rawValue) { node in
            guard case .file(let other, let file) = node else { return false }
            return other.video == place.place.video && file == place.file.id
        }
        for (_, inode) in files {
            if contents { notices.contentsChanged(of: inode) }
            if let path = inodes.path(of: inode) {
                notices.sizeChanged(of: inode, at: path)
            } else {
                notices.attributesChanged(of: inode)
            }
        }
    }
}

extension NodeID {
    /// Whether a node's listing or bytes are made of a resource's record.
    fileprivate func isMade(of key: ResourceKey) -> Bool {
        switch (self, key) {
        case (.sites, .account), (.sites, .site), (.site, .account): true
        case (.site(let site), .site(let other)), (.siteInfo(let site), .site(let other)): site == other
        case (.package(_, let package), .package(let other)),
            (.packageInfo(_, let package), .package(let other)):
            package == other
        case (.video(let place), .package(let other)): place.package == other
        case (.videoLink(_, let home), .package(let other)): home == other
        case (.videoLink(let place, _), .site(let other)): place.site == other
        case (.video(let place), .video(let other)), (.videoInfo(let place), .video(let other)),
            (.subtitles(let place), .video(let other)), (.files(let place), .video(let other)),
            (.file(let place, _), .video(let other)):
            place.video == other
        default: false
        }
    }
}

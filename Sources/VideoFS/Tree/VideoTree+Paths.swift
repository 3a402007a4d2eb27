extension VideoTree {
    /// The path of a stream's file below the mount point, by what is known now.
    func path(of key: StreamKey, in media: MediaFiles) -> String {
        guard let place = media.place(of: key) else { return "" }
        let steps: [(NodeID, NodeID)] = [
            (.sites, .site(place.place.site)),
            (.site(place.place.site), .package(place.place.site, place.place.package)),
            (.package(place.place.site, place.place.package), .video(place.place)),
            (.files(place.place), place.node),
        ]
        let names = steps.map { directory, node in
            listings.known(directory)?[node]?.name ?? "…"
        }
        return "sites/\(names[0])/\(names[1])/\(names[2])/files/\(names[3])"
    }
}

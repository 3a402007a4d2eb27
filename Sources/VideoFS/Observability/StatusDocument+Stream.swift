extension StatusDocument.Stream {
    /// - Parameters:
    ///   - state: of the stream, at this moment.
    ///   - path: below the mount.
    ///   - version: names the bytes.
    ///   - readers: handles that are open.
    ///   - links: links that the service was asked for.
    ///   - linkAge: seconds since the one at hand was asked for.
    init(
        _ state: borrowing StreamState, path: String, version: String, readers: Int, links: Int,
        linkAge: Double?
    ) {
        let cursors = state.cursors.sorted { $0.lastUse > $1.lastUse }
        let runs = state.blocks.runs
        var places: [StatusDocument.Cursor] = []
        for cursor in cursors {
            places.append(
                .init(
                    phase: cursor.phase.rawValue, position: cursor.position,
                    window: state.window(of: cursor)))
        }
        self.init(
            path: path, version: version, size: state.facts.size, readers: readers,
            waitingReads: state.waiting.count, position: cursors.first?.position ?? 0, cursors: places,
            bufferedBytes: runs.reduce(0) { $0 + $1.upperBound - $1.lowerBound },
            buffered: runs.map { [$0.lowerBound, $0.upperBound] }, links: links, linkAgeSeconds: linkAge,
            requests: state.requests, bytesFetched: state.bytesFetched, bytesServed: state.bytesServed,
            lastError: state.lastError)
    }
}

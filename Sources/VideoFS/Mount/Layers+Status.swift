extension Layers {
    /// The streams as the status document shows them.
    var streamDocuments: [StatusDocument.Stream] {
        media.streams.all.map { key, stream, handles in
            let age = stream.leases.current.map { (ContinuousClock.now - $0.issued).inSeconds }
            let links = stream.leases.asked
            let path = tree.path(of: key, in: media)
            return stream.inspect { state in
                let cursors = state.cursors.sorted { $0.lastUse > $1.lastUse }
                let runs = state.blocks.runs
                return StatusDocument.Stream(
                    path: path, version: key.version, size: state.facts.size, readers: handles,
                    waitingReads: state.waiting.count, position: cursors.first?.position ?? 0,
                    cursors: cursors.map {
                        .init(phase: $0.phase.rawValue, position: $0.position, window: state.window(of: $0))
                    },
                    bufferedBytes: runs.reduce(0) { $0 + $1.upperBound - $1.lowerBound },
                    buffered: runs.map { [$0.lowerBound, $0.upperBound] }, links: links,
                    linkAgeSeconds: age, requests: state.requests, bytesFetched: state.bytesFetched,
                    bytesServed: state.bytesServed, lastError: state.lastError)
            }
        }
    }

    var totalsDocument: StatusDocument.Totals {
        let totals = media.streams.totals
        return .init(
            bytesServed: totals.fromMemory.count + totals.fromNetwork.count,
            bytesFetched: totals.cdn.bytes.count, requests: totals.cdn.requests.count,
            links: totals.cdn.links.count)
    }
}

extension Layers {
    /// The streams as the status document shows them.
    var streamDocuments: [StatusDocument.Stream] {
        media.streams.all.map { key, stream, handles in
            let age = stream.leases.current.map { (ContinuousClock.now - $0.issued).inSeconds }
            let links = stream.leases.asked
            let path = tree.path(of: key, in: media)
            return stream.inspect { state in
                StatusDocument.Stream(
                    state, path: path, version: key.version, readers: handles, links: links, linkAge: age)
            }
        }
    }

    var totalsDocument: StatusDocument.Totals {
        let totals = media.streams.totals
        return .init(
            bytesServed: totals.fromMemory.count + totals.fromDisk.count + totals.fromNetwork.count,
            bytesFetched: totals.cdn.bytes.count, requests: totals.cdn.requests.count,
            links: totals.cdn.links.count)
    }
}

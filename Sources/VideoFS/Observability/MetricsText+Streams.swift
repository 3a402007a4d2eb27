extension MetricsText {
    /// Adds what all streams have done since the mount began.
    mutating func add(_ totals: StreamTotals) {
        addReads(totals)
        addCDN(totals)
    }

    /// Adds what the streams are doing now.
    mutating func add(_ streams: [StatusDocument.Stream]) {
        let phases = streams.flatMap(\.cursors).map(\.phase)
        addGauge("vidfs_streams", "Films with a stream, open or closed lately.", Int64(streams.count))
        addGauge(
            "vidfs_open_files", "Handles of films that are open.",
            streams.reduce(0) { $0 + Int64($1.readers) })
        addGauges(
            "vidfs_cursors", "Places at which films are read, by phase.", by: "phase",
            Cursor.Phase.allCases.map { phase in
                (phase.rawValue, Int64(phases.count { $0 == phase.rawValue }))
            })
        addGauge(
            "vidfs_reads_waiting", "Reads that wait for bytes now.",
            streams.reduce(0) { $0 + Int64($1.waitingReads) })
        addGauge(
            "vidfs_buffered_bytes", "Bytes of films that a read would be answered with at once.",
            streams.reduce(0) { $0 + $1.bufferedBytes })
    }

    private mutating func addReads(_ totals: StreamTotals) {
        addCounters(
            "vidfs_read_bytes_total",
            "Bytes of films that reads were answered with: at once, from disk, or after waiting.",
            by: "source",
            [
                ("memory", totals.fromMemory.count), ("disk", totals.fromDisk.count),
                ("network", totals.fromNetwork.count),
            ])
        addCounter(
            "vidfs_read_waits_total", "Reads of films whose bytes were not there yet.", totals.waits.count)
        addHistogram(
            "vidfs_read_seconds", "Time from a read of a film to its answer.", totals.latency)
    }

    private mutating func addCDN(_ totals: StreamTotals) {
        let retries = totals.retries
        addCounter(
            "vidfs_cdn_bytes_total", "Bytes of films that arrived from the CDN.", totals.cdn.bytes.count)
        addCounter(
            "vidfs_cdn_requests_total", "Requests for films sent to the CDN.", totals.cdn.requests.count)
        addCounters(
            "vidfs_fetch_retries_total", "Requests to the CDN made once more, by what was wrong before.",
            by: "reason", RetryReason.allCases.map { ($0.rawValue, retries[$0] ?? 0) })
        addCounter(
            "vidfs_links_total", "Signed links that the service was asked for.", totals.cdn.links.count)
        addCounter(
            "vidfs_link_renewals_total", "Links asked for in place of one that was refused or too old.",
            totals.cdn.renewals.count)
        addCounter(
            "vidfs_link_failures_total", "Links that the service did not give.", totals.cdn.failures.count)
    }
}

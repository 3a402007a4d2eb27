extension Mount {
    /// What `.vidfs/metrics` says now.
    var metrics: MetricsText {
        var text = MetricsText()
        text.addFact(
            "vidfs_info", "What serves the mount.",
            [("version", Version.text), ("provider", configuration.provider.rawValue)])
        addService(to: &text)
        addReads(to: &text)
        addCDN(to: &text)
        addStreams(to: &text)
        text.addCounters(
            "vidfs_errors_total", "Calls on the mount that failed, by errno.", by: "errno",
            session.refusals.counts.map { ($0.errno, $0.count) })
        return text
    }

    private func addService(to text: inout MetricsText) {
        let condition = layers.service.condition
        text.addCounter(
            "vidfs_api_requests_total", "Requests to the service that counted against the limit.",
            Int64(condition.counted))
        text.addCounter(
            "vidfs_api_not_modified_total", "Answers of the service that nothing changed.",
            Int64(condition.notModified))
        // Not every service has a limit.
        if let limit = condition.limit {
            text.addGauge("vidfs_api_requests_limit", "Requests that one window allows.", Int64(limit))
        }
        if let remaining = condition.remaining {
            text.addGauge(
                "vidfs_api_requests_remaining", "Requests that are left of this window.", Int64(remaining))
        }
    }

    private func addReads(to text: inout MetricsText) {
        let totals = layers.media.streams.totals
        text.addCounters(
            "vidfs_read_bytes_total",
            "Bytes of films that reads were answered with: at once, or after waiting for the network.",
            by: "source",
            [("memory", totals.fromMemory.count), ("network", totals.fromNetwork.count)])
        text.addCounter(
            "vidfs_read_waits_total", "Reads of films whose bytes were not there yet.", totals.waits.count)
        text.addHistogram(
            "vidfs_read_seconds", "Time from a read of a film to its answer.", totals.latency)
    }

    private func addCDN(to text: inout MetricsText) {
        let totals = layers.media.streams.totals
        let retries = totals.retries
        text.addCounter(
            "vidfs_cdn_bytes_total", "Bytes of films that arrived from the CDN.", totals.cdn.bytes.count)
        text.addCounter(
            "vidfs_cdn_requests_total", "Requests for films sent to the CDN.", totals.cdn.requests.count)
        text.addCounters(
            "vidfs_fetch_retries_total", "Requests to the CDN made once more, by what was wrong before.",
            by: "reason", RetryReason.allCases.map { ($0.rawValue, retries[$0] ?? 0) })
        text.addCounter(
            "vidfs_links_total", "Signed links that the service was asked for.", totals.cdn.links.count)
        text.addCounter(
            "vidfs_link_renewals_total", "Links asked for in place of one that was refused or too old.",
            totals.cdn.renewals.count)
        text.addCounter(
            "vidfs_link_failures_total", "Links that the service did not give.", totals.cdn.failures.count)
    }

    private func addStreams(to text: inout MetricsText) {
        let streams = layers.streamDocuments
        let phases = streams.flatMap(\.cursors).map(\.phase)
        let memory = layers.pool.usage
        text.addGauge("vidfs_streams", "Films with a stream, open or closed lately.", Int64(streams.count))
        text.addGauge(
            "vidfs_open_files", "Handles of films that are open.",
            streams.reduce(0) { $0 + Int64($1.readers) })
        text.addGauges(
            "vidfs_cursors", "Places at which films are read, by phase.", by: "phase",
            Cursor.Phase.allCases.map { phase in
                (phase.rawValue, Int64(phases.count { $0 == phase.rawValue }))
            })
        text.addGauge(
            "vidfs_reads_waiting", "Reads that wait for bytes now.",
            streams.reduce(0) { $0 + Int64($1.waitingReads) })
        text.addGauge(
            "vidfs_buffered_bytes", "Bytes of films that a read would be answered with at once.",
            streams.reduce(0) { $0 + $1.bufferedBytes })
        text.addGauge("vidfs_buffer_bytes", "Memory for bytes of films in use.", Int64(memory.used))
        text.addGauge(
            "vidfs_buffer_peak_bytes", "The most memory for bytes of films that ever was in use.",
            Int64(memory.peak))
        text.addGauge(
            "vidfs_buffer_limit_bytes", "Memory for bytes of films that may be in use.",
            Int64(configuration.memoryLimit))
    }
}

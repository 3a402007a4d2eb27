extension Mount {
    /// What `.vidfs/metrics` says now.
    var metrics: MetricsText {
        var text = MetricsText()
        text.addFact(
            "vidfs_info", "What serves the mount.",
            [("version", Version.text), ("provider", configuration.provider.rawValue)])
        addService(to: &text)
        text.add(layers.media.streams.totals)
        text.add(layers.streamDocuments)
        addMemory(to: &text)
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

    private func addMemory(to text: inout MetricsText) {
        let memory = layers.pool.usage
        text.addGauge("vidfs_buffer_bytes", "Memory for bytes of films in use.", Int64(memory.used))
        text.addGauge(
            "vidfs_buffer_peak_bytes", "The most memory for bytes of films that ever was in use.",
            Int64(memory.peak))
        text.addGauge(
            "vidfs_buffer_limit_bytes", "Memory for bytes of films that may be in use.",
            Int64(configuration.memoryLimit))
    }
}

/// `.vidfs/metrics`: counters in Prometheus' text form (exposition format 0.0.4). No titles, no paths.
struct MetricsText {
    private var text = ""

    /// Adds one metric.
    ///
    /// - Parameters:
    ///   - name: in the form `vidfs_things_total`.
    ///   - kind: `counter` or `gauge`.
    ///   - help: one sentence.
    ///   - value: its value now.
    mutating func add(_ name: String, kind: String, help: String, _ value: Int64) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n\(name) \(value)\n"
    }

    var bytes: [UInt8] { Array(text.utf8) }
}

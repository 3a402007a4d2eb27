/// `.vidfs/metrics`: Prometheus' text form (exposition format 0.0.4). No titles, no paths.
struct MetricsText {
    private enum Kind: String {
        case counter, gauge, histogram
    }

    private var text = ""

    /// Adds a number that only grows, named `vidfs_things_total`.
    mutating func addCounter(_ name: String, _ help: String, _ value: Int64) {
        begin(name, .counter, help)
        add(name, value: "\(value)")
    }

    /// Adds a number that rises and falls.
    mutating func addGauge(_ name: String, _ help: String, _ value: Int64) {
        begin(name, .gauge, help)
        add(name, value: "\(value)")
    }

    /// Adds numbers that only grow, told apart by a label.
    mutating func addCounters(
        _ name: String, _ help: String, by label: String, _ values: [(String, Int64)]
    ) {
        begin(name, .counter, help)
        for (which, value) in values { add(name, [(label, which)], value: "\(value)") }
    }

    /// Adds numbers that rise and fall, told apart by a label.
    mutating func addGauges(
        _ name: String, _ help: String, by label: String, _ values: [(String, Int64)]
    ) {
        begin(name, .gauge, help)
        for (which, value) in values { add(name, [(label, which)], value: "\(value)") }
    }

    /// Adds a 1 whose labels are what it tells.
    mutating func addFact(_ name: String, _ help: String, _ labels: [(String, String)]) {
        begin(name, .gauge, help)
        add(name, labels, value: "1")
    }

    /// Adds times, in seconds.
    mutating func addHistogram(_ name: String, _ help: String, _ histogram: LatencyHistogram) {
        begin(name, .histogram, help)
        for (bound, count) in histogram.cumulative {
            add("\(name)_bucket", [("le", "\(bound.inSeconds)")], value: "\(count)")
        }
        add("\(name)_bucket", [("le", "+Inf")], value: "\(histogram.count)")
        add("\(name)_sum", value: "\(histogram.sum.inSeconds)")
        add("\(name)_count", value: "\(histogram.count)")
    }

    var bytes: [UInt8] { Array(text.utf8) }

    private mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        let help = Self.escaped(help, alsoQuotes: false)
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func add(_ name: String, _ labels: [(String, String)] = [], value: String) {
        let pairs = labels.map { "\($0)=\"\(Self.escaped($1, alsoQuotes: true))\"" }
        text += name + (pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}") + " \(value)\n"
    }

    /// In a label value the quotation mark is escaped too; in a help text it stands for itself.
    private static func escaped(_ text: String, alsoQuotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where alsoQuotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

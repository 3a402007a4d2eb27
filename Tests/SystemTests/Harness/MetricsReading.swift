/// `.vidfs/metrics`, read as strictly as the exposition format 0.0.4 allows.
struct MetricsReading {
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    /// Values by name and labels as they stand there: `vidfs_errors_total{errno="EIO"}`.
    private(set) var values: [String: Double] = [:]
    /// `counter`, `gauge` or `histogram`, by family.
    private(set) var kinds: [String: String] = [:]
    private var helps: Set<String> = []

    /// - Throws: ``Malformed`` at the first line that is not of the format, for a family without or with two
    ///   heads, for a value said twice, and for a histogram that does not add up.
    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Malformed(description: "the last line has no end") }
        var family = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if let head = line.wholeMatch(of: /# HELP (vidfs_[a-z0-9_]+) .+/) {
                family = String(head.1)
                guard helps.insert(family).inserted else { throw Self.malformed(line) }
            } else if let head = line.wholeMatch(
                of: /# TYPE (vidfs_[a-z0-9_]+) (counter|gauge|histogram)/)
            {
                guard head.1 == family, kinds[family] == nil else { throw Self.malformed(line) }
                kinds[family] = String(head.2)
            } else {
                try add(line, to: family)
            }
        }
        for (family, kind) in kinds where kind == "histogram" { try checkHistogram(family) }
    }

    subscript(name: String) -> Double { values[name] ?? -1 }

    private mutating func add(_ line: Substring, to family: String) throws {
        let label = #/[a-z_]+="(?:[^"\\]|\\\\|\\"|\\n)*"/#
        let sample = #/(vidfs_[a-z0-9_]+)(\{.*\})? ([-+0-9.e]+)/#
        guard let parts = line.wholeMatch(of: sample), let value = Double(parts.3) else {
            throw Self.malformed(line)
        }
        let suffixes = kinds[family] == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        guard kinds[family] != nil, suffixes.contains(where: { family + $0 == parts.1 }) else {
            throw Self.malformed(line)
        }
        if let labels = parts.2 {
            var rest = labels.dropFirst().dropLast()
            while let match = rest.prefixMatch(of: label) {
                rest = rest[match.range.upperBound...]
                if rest.first == "," { rest = rest.dropFirst() }
            }
            guard rest.isEmpty else { throw Self.malformed(line) }
        }
        let name = String(parts.1) + (parts.2.map(String.init) ?? "")
        guard values.updateValue(value, forKey: name) == nil else { throw Self.malformed(line) }
        guard kinds[family] == "gauge" || value >= 0 else { throw Self.malformed(line) }
    }

    private func checkHistogram(_ family: String) throws {
        let buckets = values.compactMap { name, value -> (bound: Double, count: Double)? in
            guard let match = name.wholeMatch(of: /(.+)_bucket\{le="(.+)"\}/), match.1 == family else {
                return nil
            }
            return (match.2 == "+Inf" ? .infinity : Double(match.2) ?? .nan, value)
        }.sorted { $0.bound < $1.bound }
        guard buckets.last?.bound == .infinity, buckets.last?.count == values[family + "_count"],
            values[family + "_sum"] != nil, buckets.map(\.count) == buckets.map(\.count).sorted()
        else { throw Malformed(description: "\(family) does not add up") }
    }

    private static func malformed(_ line: Substring) -> Malformed {
        Malformed(description: String(line))
    }
}

extension Demo {
    /// What the mount's metrics say now.
    func metrics() async throws -> MetricsReading {
        try MetricsReading(try await run("cat", mountPoint + "/.vidfs/metrics").text)
    }
}

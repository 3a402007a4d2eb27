internal import VideoFS

/// One picture of a mount at work, for who watches: the report's topics, rates since the picture before, and
/// a bar for each film.
struct StatusDrawing {
    let report: StatusReport
    /// The status that the rates are counted from; `nil` for the first picture.
    let previous: StatusDocument?
    /// Time between the two.
    let seconds: Double
    /// Columns that a line may have.
    let width: Int

    /// Without line ends, and without anything that a terminal would act on.
    var lines: [String] {
        let head = report.topics + ["Rate".padding(to: 12) + totals]
        let films = report.openStreams.flatMap { stream in
            [
                "", "  " + (stream.path ?? "?").printable.cutAtStart(to: width - 2),
                "  " + bar(of: stream) + "  " + facts(of: stream).printable,
            ]
        }
        return (head + films).map { $0.cut(to: width) }
    }

    private var totals: String {
        let (now, before) = (report.document.totals, previous?.totals)
        return report.joined([
            rate(now?.bytesServed, before?.bytesServed).map { "\($0) served" } ?? "not known yet",
            rate(now?.bytesFetched, before?.bytesFetched).map { "\($0) fetched" },
        ])
    }

    private func facts(of stream: StatusDocument.Stream) -> String {
        let before = previous?.streams?.first { $0.path == stream.path && $0.version == stream.version }
        // A film that was not there has had all of its bytes since.
        let served = previous == nil ? nil : before?.bytesServed ?? 0
        return report.joined([
            part(of: stream), rate(stream.bytesServed, served),
            stream.linkAgeSeconds.map { "link \(Int(clamping: $0)) s old" }, phases(of: stream),
            stream.waitingReads.flatMap { $0 > 0 ? "\(report.counted($0, "read")) waiting" : nil },
            stream.readers.map { report.counted($0, "reader") }, stream.lastError,
        ])
    }

    private func part(of stream: StatusDocument.Stream) -> String? {
        guard let position = stream.position, let size = stream.size, size > 0 else { return nil }
        return "\(Int(clamping: Double(position) / Double(size) * 100))% of \(report.size(size))"
    }

    private func phases(of stream: StatusDocument.Stream) -> String? {
        guard let phases = stream.cursors?.compactMap(\.phase), !phases.isEmpty else { return nil }
        return phases.joined(separator: " ")
    }

    /// `#` where bytes are in memory, `>` where the film is read.
    private func bar(of stream: StatusDocument.Stream) -> String {
        let cells = min(max(width / 3, 8), 32)
        var bar = [Character](repeating: ".", count: cells)
        guard let size = stream.size, size > 0 else { return "[\(String(bar))]" }
        let runs = (stream.buffered ?? []).filter { $0.count == 2 && $0[0] < $0[1] }
        for run in runs {
            for cell in cell(of: run[0], in: size, cells)...cell(of: run[1] - 1, in: size, cells) {
                bar[cell] = "#"
            }
        }
        let places = (stream.cursors?.compactMap(\.position) ?? []) + [stream.position].compactMap(\.self)
        for place in places { bar[cell(of: place, in: size, cells)] = ">" }
        return "[\(String(bar))]"
    }

    private func cell(of offset: Int, in size: Int, _ cells: Int) -> Int {
        min(Int(clamping: Double(offset) / Double(size) * Double(cells)), cells - 1)
    }

    /// `nil` where there is nothing to compare with. Less than before is another process's count.
    private func rate(_ now: Int?, _ before: Int?) -> String? {
        guard let now, let before, seconds > 0 else { return nil }
        return report.size(Int(clamping: (Double(now) - Double(before)) / seconds)) + "/s"
    }
}

extension Int {
    /// A number from a document, whatever it is: never negative, and at most 10¹⁵.
    init(clamping number: Double) {
        self = number.isFinite ? Int(Swift.min(Swift.max(number, 0), 1e15)) : 0
    }
}

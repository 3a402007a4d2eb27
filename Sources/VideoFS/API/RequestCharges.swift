/// What a request asks for, as far as services may charge differently.
enum RequestKind: Int64, Hashable, Sendable {
    case resource
    /// A signed link.
    case link
}

/// Which requests the service counts, learnt from how its figure of what is left changes.
///
/// Two answers that did not overlap and between which nothing else was sent differ by what the second one
/// cost. Other programs of the same account spend too, and old requests drop out of a rolling window, so it
/// takes three in a row to change an opinion. A wrong one does little harm: it is about our own count, and the
/// service's figure, without which nothing is learnt, goes before that.
struct RequestCharges: Hashable, Sendable {
    /// Opinion on one kind of request.
    struct Opinion: Hashable, Sendable {
        /// `nil`: not learnt.
        var counts: Bool?
        /// Observations in a row that say the same: above 0 that it counts, below that it does not.
        var run = 0

        private static let enough = 3

        mutating func observe(counts: Bool) {
            run = counts ? max(run, 0) + 1 : min(run, 0) - 1
            run = min(max(run, -Self.enough), Self.enough)
            if abs(run) >= Self.enough { self.counts = run > 0 }
        }
    }

    /// An answer that nothing overlapped with, as far as the next one came after it.
    struct Figure: Hashable, Sendable {
        var remaining: Int
        var heardAt: Timestamp
        /// Of the request that must follow.
        var next: UInt64
    }

    var link = Opinion()
    var notModified = Opinion()
    var figure: Figure?

    /// Whether an answer is free of charge. A link is not, until that is learnt. "Not changed" is, as the
    /// service's documentation says; but while that could be learnt and has not been, because the answer does
    /// tell what is left (`isTold`), it is counted.
    func isFree(_ kind: RequestKind, status: Int, isTold: Bool) -> Bool {
        if status == 304 { return notModified.counts.map { !$0 } ?? !isTold }
        return kind == .link && link.counts == false
    }

    /// Takes note of a figure: of the request with that number, after which `next` is the next one; `isAlone`
    /// where no other one was under way when it was answered.
    mutating func observe(
        remaining: Int, of kind: RequestKind, status: Int, number: UInt64, next: UInt64, isAlone: Bool,
        at now: Timestamp, window: Int64
    ) {
        defer {
            figure = isAlone ? Figure(remaining: remaining, heardAt: now, next: next) : nil
        }
        // Soon after one another, so that little else happens between them: a twelfth of the window.
        guard let figure, isAlone, number == figure.next, next == number + 1,
            now.seconds(since: figure.heardAt) <= max(1, window / 12)
        else { return }
        switch (figure.remaining - remaining, status, kind) {
        case (0...1, 304, _): notModified.observe(counts: figure.remaining != remaining)
        case (0...1, 200...399, .link): link.observe(counts: figure.remaining != remaining)
        default: break
        }
    }
}

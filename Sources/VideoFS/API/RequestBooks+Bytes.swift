extension RequestBooks {
    /// First of the numbers in a file: the form of the rest.
    private static let form: Int64 = 2
    /// Stands for "not known"; no moment and no count has this value.
    private static let absent = Int64.min

    /// The books as they are kept on disk: numbers of eight bytes, least first, the last one a checksum of
    /// those before.
    var bytes: [UInt8] {
        var numbers = [Self.form, Int64(bitPattern: sequence), asOf?.rawValue ?? Self.absent]
        numbers += [
            pace?.now.rawValue ?? Self.absent, Int64(bitPattern: pace?.uptime.boot ?? 0),
            pace?.uptime.seconds ?? 0,
        ]
        numbers += [Int64(bitPattern: nextNumber), Int64(bitPattern: counted)]
        numbers += [announcedLimit.map { Int64($0) } ?? Self.absent, closedUntil?.rawValue ?? Self.absent]
        numbers += [
            service.map { Int64($0.remaining) } ?? Self.absent, service?.resetsAt?.rawValue ?? Self.absent,
            service?.heardAt.rawValue ?? Self.absent, Int64(service?.outdated ?? 0),
        ]
        for opinion in [charges.link, charges.notModified] {
            numbers += [opinion.counts.map { $0 ? 1 : 0 } ?? Self.absent, Int64(opinion.run)]
        }
        numbers += [Int64(settled.count), Int64(underway.count)]
        for spending in settled { numbers += [spending.second.rawValue, Int64(spending.count)] }
        for (number, request) in underway.sorted(by: { $0.key < $1.key }) {
            numbers += [
                Int64(bitPattern: number), request.sentAt.rawValue, request.kind.rawValue,
                Int64(bitPattern: request.countedBefore),
            ]
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 * (numbers.count + 1))
        for number in numbers { Self.append(UInt64(bitPattern: number), to: &bytes) }
        Self.append(Checksum(bytes).value, to: &bytes)
        return bytes
    }

    /// What bytes say that their sequence is, before anybody knows whether they are whole books.
    static func sequence(in bytes: [UInt8]) -> UInt64 {
        bytes.count >= 16 ? number(in: bytes[8..<16]) : 0
    }

    /// - Returns: `nil` for anything else than whole books.
    init?(bytes: [UInt8]) {
        guard bytes.count >= 8, bytes.count % 8 == 0 else { return nil }
        let body = Array(bytes.dropLast(8))
        guard Checksum(body).value == Self.number(in: bytes[body.count...]) else { return nil }
        var reader = Reader(rest: body[...])
        let form = reader.next()
        // The first form knew nothing of the pace.
        guard form == Self.form || form == 1 else { return nil }
        sequence = reader.count()
        asOf = reader.moment()
        if form == Self.form {
            let (now, boot, seconds) = (reader.moment(), reader.count(), reader.next())
            pace = now.map { Pace(now: $0, uptime: Uptime(boot: boot, seconds: seconds)) }
        }
        nextNumber = reader.count()
        counted = reader.count()
        announcedLimit = reader.optional().map(Self.plausible)
        closedUntil = reader.moment()
        let remaining = reader.optional()
        let (resetsAt, heardAt, outdated) = (reader.moment(), reader.moment(), reader.next())
        if let remaining, let heardAt {
            service = .init(
                remaining: Self.plausible(remaining), resetsAt: resetsAt, heardAt: heardAt,
                outdated: Self.plausible(outdated))
        }
        charges.link = reader.opinion()
        charges.notModified = reader.opinion()
        let (spendings, requests) = (reader.next(), reader.next())
        // Both checked before they say how often something is repeated.
        guard !reader.isPastEnd, spendings >= 0, requests >= 0, spendings <= body.count,
            requests <= body.count, Int64(reader.rest.count) == 16 * spendings + 32 * requests
        else { return nil }
        for _ in 0..<spendings {
            let (second, count) = (Timestamp(rawValue: reader.next()), reader.next())
            guard 0...Int64(RateLimit.most) ~= count, settled.last.map({ $0.second <= second }) ?? true else {
                return nil
            }
            add(Int(count), at: second)
        }
        for _ in 0..<requests {
            let (number, sentAt) = (reader.count(), Timestamp(rawValue: reader.next()))
            guard let kind = RequestKind(rawValue: reader.next()) else { return nil }
            underway[number] = .init(sentAt: sentAt, kind: kind, countedBefore: reader.count())
        }
    }

    /// Whatever the file says, sums must not overflow. Below nought: more under way than there was left.
    private static func plausible(_ number: Int64) -> Int {
        Int(min(max(number, -Int64(RateLimit.most)), Int64(RateLimit.most)))
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        for byte in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * byte))) }
    }

    private static func number(in bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>
        var isPastEnd = false

        mutating func next() -> Int64 {
            guard rest.count >= 8 else {
                isPastEnd = true
                return 0
            }
            defer { rest = rest.dropFirst(8) }
            return Int64(bitPattern: RequestBooks.number(in: rest))
        }

        mutating func count() -> UInt64 { UInt64(bitPattern: next()) }

        mutating func optional() -> Int64? {
            let number = next()
            return number == RequestBooks.absent ? nil : number
        }

        mutating func moment() -> Timestamp? { optional().map { Timestamp(rawValue: $0) } }

        mutating func opinion() -> RequestCharges.Opinion {
            .init(counts: optional().map { $0 != 0 }, run: RequestBooks.plausible(next()))
        }
    }
}

import DemoOrigin

/// Faults of chance, planned a few at a time while readers read.
struct OracleFaults {
    private var chance: SeededGenerator

    init(seed: UInt64) {
        chance = SeededGenerator(seed: seed)
    }

    /// Faults for the requests that come next.
    ///
    /// One for each film, as two on one request can make lies that nobody could see through: half of a body
    /// with something added is as long as announced.
    mutating func next(_ films: Int) -> [DemoFault] {
        (1...films).flatMap { fault($0) }
    }

    private mutating func fault(_ film: Int) -> [DemoFault] {
        let part = [DemoFault.Part.any, .any, .beginning, .later, .resumption].randomElement(using: &chance)
        let skip = Int.random(in: 0..<6, using: &chance)
        let times = [1, 1, 1, 2, 3].randomElement(using: &chance) ?? 1
        return actions().map {
            DemoFault(
                on: .cdn, matching: "/media/\(film)/", part: part ?? .any, skip: skip, times: times, $0)
        }
    }

    private mutating func actions() -> [DemoFault.Action] {
        let place = Int64.random(in: 0..<1 << 18, using: &chance)
        // Seldom, as it costs ten seconds of a reader's time.
        if Int.random(in: 0..<400, using: &chance) == 0 { return [.stallAfter(place)] }
        switch Int.random(in: 0..<100, using: &chance) {
        case 0..<30: return [.cutAfter(place)]
        case 30..<35: return [.cutAfter(0)]
        case 35..<40: return [.revokeLink, .cutAfter(place)]
        case 40..<48: return [.expireNow([401, 403, 404, 410].randomElement(using: &chance) ?? 403)]
        case 48..<56: return [.status([500, 502, 503].randomElement(using: &chance) ?? 503)]
        case 56..<60: return [.closeBeforeHead]
        case 60..<63: return [.cutInHead]
        case 63..<70: return [.shortBody]
        case 70..<75: return [.shortLength]
        case 75..<80: return [.longBody]
        case 80..<83: return [.longLength]
        case 83..<90: return [.ignoreRange]
        case 90..<94: return [.delay(.milliseconds(50))]
        case 94..<96: return [.wrongContentRange]
        case 96..<98: return [.gzipEncoding]
        default: return [.html]
        }
    }
}

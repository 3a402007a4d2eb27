extension FaultCell {
    /// What the reader of the whole film may end with: a name of `errno`, `OK` for every byte of the film,
    /// `OTHER` for every byte of the other version. Bytes that it got before an error are right all the same.
    var mayEndWith: Set<String> {
        times == .once ? onceEndsWith : alwaysEndsWith
    }

    /// Seconds within which each of its reads ends.
    ///
    /// A read fails after 30 s without a new byte, and the kernel asks again after a read-ahead that failed.
    /// What happens once costs no more than the 10 s after which a silent connection is given up. The rest is
    /// room for a machine with other things to do.
    var deadline: Double { times == .once ? 45 : 80 }

    /// Whether its reader has to wait, by the rules and not for a slow machine.
    var isSlow: Bool {
        if kind == .stall || kind == .crumbs && place == .midBody { return true }
        return times == .always && !mayEndWith.isDisjoint(with: Self.gaveUp)
    }

    /// The CDN is there, and no byte comes: which of the two depends on what the last attempt met.
    private static let gaveUp: Set = ["EHOSTUNREACH", "ETIMEDOUT"]

    private var onceEndsWith: Set<String> {
        switch (kind, place) {
        // The answer cannot be used. A reader fails with it, unless it was only read-ahead that met it.
        case (.status416, _), (.redirect, _), (.gzip, _), (.wrongContentRange, _), (.html, _): ["OK", "EIO"]
        case (.wrongTotal, _): ["OK", "EIO", "ESTALE"]
        case (.changedVersion, _): ["OK", "ESTALE"]
        // Skipping what was not asked for is for the client to do, where it is cheap.
        case (.ignoredRange, .header), (.ignoredRange, .resume): ["OK", "EIO"]
        default: ["OK"]
        }
    }

    private var alwaysEndsWith: Set<String> {
        switch (kind, place) {
        // Each body brings something new.
        case (.cut, .midBody), (.stall, .midBody): ["OK"]
        // Two requests at the same time share a link, and of one that is good for one request the other is
        // refused, perhaps twice.
        case (.expiredLink, .midBody): ["OK", "EACCES"]
        // A length that contradicts the range is no answer to rely on.
        case (.shortBody, .header), (.longBody, .header), (.stuffedBody, _): ["EIO"]
        case (.longBody, _): ["OK"]
        // The last bytes never come: half of what a resuming request asks for is what the client has.
        case (.shortBody, _): Self.gaveUp.union(["OK"])
        case (.stall, _): ["ETIMEDOUT"]
        case (.cut, _), (.crumbs, _): Self.gaveUp
        case (.status401, _), (.status403, _): ["EACCES"]
        // Each link is accepted once and brings nothing.
        case (.expiredLink, .firstByte): Self.gaveUp.union(["EACCES"])
        case (.expiredLink, _): ["EACCES"]
        case (.status404, _), (.status410, _), (.status416, _): ["EIO"]
        case (.status429, _), (.status500, _), (.status502, _), (.status503, _), (.status504, _): Self.gaveUp
        case (.redirect, _), (.gzip, _), (.wrongContentRange, _), (.html, _): ["EIO"]
        case (.changedVersion, .connect), (.changedVersion, .midBody): ["OTHER"]
        case (.changedVersion, .firstByte): Self.gaveUp
        case (.changedVersion, _): ["ESTALE"]
        case (.wrongTotal, .firstByte): Self.gaveUp
        // From the first answer on there is a last byte that never comes.
        case (.wrongTotal, .connect), (.wrongTotal, .midBody): Self.gaveUp.union(["EIO"])
        case (.wrongTotal, _): ["EIO", "ESTALE"]
        case (.ignoredRange, .firstByte): Self.gaveUp
        // Every body begins at 0 and ends before the byte that is missing.
        case (.ignoredRange, .midBody): Self.gaveUp.union(["EIO"])
        case (.ignoredRange, _): ["OK", "EIO"]
        }
    }
}

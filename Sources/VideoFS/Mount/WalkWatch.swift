/// Notices that somebody has walked through the library and has stopped.
struct WalkWatch {
    /// Looks at names that leave enough behind to be worth tidying up.
    static let walk = 256

    private var looks = 0
    private var looksAtLastEnd = 0

    /// - Parameter looks: how many there were in all; to be told about twice a second.
    /// - Returns: whether a walk has ended since the last call.
    mutating func hasEnded(looks: Int) -> Bool {
        defer { self.looks = looks }
        guard looks == self.looks, looks - looksAtLastEnd >= Self.walk else { return false }
        looksAtLastEnd = looks
        return true
    }
}

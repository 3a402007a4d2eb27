/// Puts what is asked for together into full groups, without taking it apart where that can be helped.
struct GroupPacking {
    private let size: Int
    private var order: [String] = []
    /// What did not fit into the group that was open, the oldest first.
    private var waiting: [[String]] = []
    /// Units; more would stand far from where they are shown.
    private static let mostWaiting = 16

    init(size: Int) {
        self.size = size
    }

    /// Everything added, in order; every `size` are a group.
    var packed: [String] {
        var rest = self
        while !rest.waiting.isEmpty { rest.placeOldest() }
        return rest.order
    }

    /// Adds a unit: a video and its versions, or anything alone.
    mutating func add(_ unit: [String]) {
        guard !unit.isEmpty else { return }
        waiting.append(unit)
        while let next = waiting.firstIndex(where: { $0.count <= room }) { order += waiting.remove(at: next) }
        // Full groups go before whole units: half empty ones would cost a request each.
        if waiting.count > Self.mostWaiting { placeOldest() }
    }

    private var room: Int { size - order.count % size }

    /// The oldest, taken apart where it does not fit; then all that fits behind it.
    private mutating func placeOldest() {
        order += waiting.removeFirst()
        while let next = waiting.firstIndex(where: { $0.count <= room }) { order += waiting.remove(at: next) }
    }
}

internal import Synchronization

/// A number that only grows, counted from any thread at the price of one atomic addition.
struct Tally: ~Copyable, Sendable {
    private let value = Atomic<Int64>(0)

    func add(_ amount: Int64 = 1) {
        value.wrappingAdd(amount, ordering: .relaxed)
    }

    var count: Int64 { value.load(ordering: .relaxed) }
}

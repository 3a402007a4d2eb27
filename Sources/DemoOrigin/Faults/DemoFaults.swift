internal import Synchronization

/// The faults that are planned, and how far each has got.
///
/// Faults are independent of each other: each counts the requests that match it.
public final class DemoFaults: Sendable {
    private let state = Mutex<[Planned]>([])

    private struct Planned {
        let fault: DemoFault
        var matched = 0

        /// Counts a match, and tells whether this one is hit.
        mutating func hits() -> Bool {
            defer { matched += 1 }
            return matched >= fault.skip && matched - fault.skip < fault.times
        }
    }

    init() {}

    public func add(_ fault: DemoFault) {
        state.withLock { $0.append(Planned(fault: fault)) }
    }

    /// Forgets every fault. A request that one of them holds stays held.
    public func clear() {
        state.withLock { $0 = [] }
    }

    /// The actions that hit a request to this service, in the order in which they were planned.
    func take(for service: DemoService, path: String, target: String) -> [DemoFault.Action] {
        take { fault in
            guard fault.service == service, fault.action != .closeAtConnect else { return false }
            guard fault.matching.hasSuffix("$") else {
                return fault.matching.isEmpty || target.contains(fault.matching)
            }
            return path.hasSuffix(fault.matching.dropLast())
        }
    }

    /// Whether a new connection to this service is to be closed at once.
    func refusesConnection(to service: DemoService) -> Bool {
        !take { $0.service == service && $0.action == .closeAtConnect }.isEmpty
    }

    private func take(where matches: (DemoFault) -> Bool) -> [DemoFault.Action] {
        state.withLock { planned in
            planned.indices.compactMap { index in
                guard matches(planned[index].fault), planned[index].hits() else { return nil }
                return planned[index].fault.action
            }
        }
    }
}

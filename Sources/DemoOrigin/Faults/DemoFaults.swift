internal import Synchronization

/// The faults that are planned, and how far each has got.
///
/// Faults are independent of each other: each counts the requests that match it.
public final class DemoFaults: Sendable {
    private let state = Mutex(State())

    private struct State {
        var planned: [Planned] = []
        /// Where faults have broken bodies off, by path: offsets into the file.
        var breaks: [String: Set<Int64>] = [:]
    }

    private struct Planned {
        let fault: DemoFault
        var matched = 0

        /// Counts a match, and tells whether this one is hit.
        mutating func hits() -> Bool {
            defer { matched += 1 }
            return matched >= fault.skip && matched - fault.skip < fault.times
        }
    }

    /// How far before the end of a broken body a request may start and still take it up.
    private static let overlap: Int64 = 64 << 10

    init() {}

    public func add(_ fault: DemoFault) {
        state.withLock { $0.planned.append(Planned(fault: fault)) }
    }

    /// Forgets every fault. A request that one of them holds stays held.
    public func clear() {
        state.withLock { $0 = State() }
    }

    /// The faults that have not hit a single request yet.
    public var untouched: [DemoFault] {
        state.withLock { state in
            state.planned.compactMap { $0.matched <= $0.fault.skip ? $0.fault : nil }
        }
    }

    /// The actions that hit a request to this service with this `Range` header, in the order in which they
    /// were planned.
    func take(
        for service: DemoService, path: String, target: String, range: String? = nil
    ) -> [DemoFault.Action] {
        let start = Self.start(of: range)
        return take { fault, breaks in
            guard fault.service == service, fault.action != .closeAtConnect else { return false }
            switch fault.part {
            case .any: break
            case .beginning where start == 0: break
            case .later where start > 0: break
            case .resumption where Self.resumes(breaks[path], from: start): break
            default: return false
            }
            guard fault.matching.hasSuffix("$") else {
                return fault.matching.isEmpty || target.contains(fault.matching)
            }
            return path.hasSuffix(fault.matching.dropLast())
        }
    }

    /// Whether a new connection to this service is to be closed at once.
    func refusesConnection(to service: DemoService) -> Bool {
        !take { fault, _ in fault.service == service && fault.action == .closeAtConnect }.isEmpty
    }

    /// Takes note that a fault ends a body before this offset of the file.
    func broke(_ path: String, at offset: Int64) {
        state.withLock { _ = $0.breaks[path, default: []].insert(offset) }
    }

    private func take(
        where matches: (DemoFault, [String: Set<Int64>]) -> Bool
    ) -> [DemoFault.Action] {
        state.withLock { state in
            state.planned.indices.compactMap { index in
                guard matches(state.planned[index].fault, state.breaks), state.planned[index].hits()
                else { return nil }
                return state.planned[index].fault.action
            }
        }
    }

    /// 0 where no range is asked for, or only a last part.
    private static func start(of range: String?) -> Int64 {
        guard let digits = range?.wholeMatch(of: /bytes=([0-9]+)-[0-9]*/)?.1 else { return 0 }
        return Int64(digits) ?? 0
    }

    private static func resumes(_ breaks: Set<Int64>?, from start: Int64) -> Bool {
        breaks?.contains { (start...start + overlap).contains($0) } ?? false
    }
}

import DemoOrigin
import Testing

/// One cell of the fault matrix: a film of its own, what happens to it, and what its reader may get.
struct FaultCell: Sendable, Hashable, CustomTestStringConvertible {
    let kind: FaultKind
    let place: FaultPlace
    let times: FaultTimes

    /// Number of its video.
    var id: Int = 0

    var name: String { "\(kind.rawValue) \(place.rawValue) \(times.rawValue)" }
    var testDescription: String { name }

    /// Longer than the first two requests of a sequential reader together, so that there is a third.
    static let filmLength: Int64 = (8 << 20) + 321

    /// Bytes of a body before it breaks once: inside the first read, which therefore waits for the rest.
    /// Further on the client may have let go of that body by itself, and nothing would be taken up.
    private static let middle: Int64 = 40_013

    /// The same for bodies that break always: enough for the film to come to its end.
    private static let manyTimes: Int64 = (1 << 20) + 13

    /// Fewer bytes than a resuming request asks for twice.
    private static let crumb: Int64 = 100

    /// Whether it harms connections, whose file nobody knows yet: it cannot share a mount.
    var isAlone: Bool { kind == .cut && place == .connect }

    /// The faults, in the order in which they are planned.
    var faults: [DemoFault] {
        let limit = times == .always ? Int.max : 1
        switch place {
        case .connect where isAlone:
            return [DemoFault(on: .cdn, times: times == .always ? .max : 2, .closeAtConnect)]
        case .connect, .firstByte, .midBody:
            return faults(times == .always ? .any : .beginning, times: limit)
        case .header:
            return faults(.later, times: limit)
        case .resume:
            return [fault(.beginning, times: 1, .cutAfter(Self.middle))] + faults(.resumption, times: limit)
        }
    }

    private func faults(_ part: DemoFault.Part, times: Int) -> [DemoFault] {
        actions.map { fault(part, times: times, $0) }
    }

    private func fault(_ part: DemoFault.Part, times: Int, _ action: DemoFault.Action) -> DemoFault {
        DemoFault(on: .cdn, matching: "/media/\(id)/", part: part, times: times, action)
    }

    private var middle: Int64 { times == .once ? Self.middle : Self.manyTimes }

    /// What happens to one request.
    private var actions: [DemoFault.Action] {
        guard let head = kind.head(of: Self.filmLength) else { return bodyActions }
        switch place {
        case .connect, .header, .resume: return [head]
        case .firstByte where kind == .expiredLink: return [.revokeLink, .cutAfter(0)]
        case .midBody where kind == .expiredLink: return [.revokeLink, .cutAfter(middle)]
        // A refusal whose text never comes must not be waited for.
        case .firstByte: return [head, kind.status == nil ? .cutAfter(0) : .stallAfter(0)]
        case .midBody where kind.status != nil || kind == .html: return [head, .cutAfter(20)]
        case .midBody: return [head, .cutAfter(middle)]
        }
    }

    private var bodyActions: [DemoFault.Action] {
        switch (kind, place) {
        case (.cut, .connect), (.cut, .resume): [.closeBeforeHead]
        case (.cut, .header): [.cutInHead]
        case (.cut, .firstByte): [.cutAfter(0)]
        case (.cut, .midBody): [.cutAfter(middle)]
        case (.stall, .connect), (.stall, .resume): [.neverAnswer]
        case (.stall, .header): [.stallInHead]
        case (.stall, .firstByte): [.stallAfter(0)]
        case (.stall, .midBody): [.stallAfter(middle)]
        case (.crumbs, .midBody): [.stallAfter(Self.crumb)]
        case (.crumbs, _): [.cutAfter(Self.crumb)]
        case (.shortBody, .header): [.shortLength]
        case (.shortBody, _): [.shortBody]
        case (.longBody, .header): [.longLength]
        case (.longBody, _): [.longBody]
        case (.stuffedBody, _): [.shortLength, .longLength]
        default: []
        }
    }
}

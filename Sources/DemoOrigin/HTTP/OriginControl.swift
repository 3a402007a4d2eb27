internal import Foundation

/// `/_demo/…`: faults, journal and the end of all access tokens for tests in another process. Only loopback reaches it, as everything here.
struct OriginControl: Sendable {
    let state: OriginState

    /// `nil` for a request that is none of the control's.
    func answer(_ request: IncomingRequest) -> Answer? {
        guard request.path.hasPrefix("/_demo/") else { return nil }
        switch (request.method, request.path) {
        case ("POST", "/_demo/faults"):
            guard let faults = try? FaultWire.faults(from: request.body) else {
                return .refusal(400, "This is not a fault. See FaultWire for the form.")
            }
            faults.forEach(state.faults.add)
            return Answer(201, json: ["added": .number(faults.count)])
        case ("DELETE", "/_demo/faults"):
            state.faults.clear()
            return Answer(204)
        case ("GET", "/_demo/journal"):
            return Answer(200, json: .array(state.journal.entries.map(\.json)))
        case ("DELETE", "/_demo/journal"):
            state.journal.clear()
            return Answer(204)
        case ("POST", "/_demo/revoke"):
            state.tokens.revokeAccess()
            return Answer(204)
        default:
            return .refusal(404, "Not found.")
        }
    }
}

extension DemoJournal.Entry {
    /// What another process may see: everything but tokens and signatures.
    fileprivate var json: JSON {
        [
            "service": .string(service.rawValue), "arrived_at": .string(arrivedAt.iso8601Text),
            "method": .string(method), "path": .string(path), "range": .text(range),
            "if_range": .text(ifRange),
            "if_none_match": .text(ifNoneMatch), "has_authorization": .bool(hasAuthorization),
            "client_port": .number(clientPort), "status": .number(status), "bytes_sent": .integer(bytesSent),
            "is_finished": .bool(isFinished),
        ]
    }
}

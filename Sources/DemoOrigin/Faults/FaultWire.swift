internal import Foundation

/// A fault as another process writes it: the body of `POST /_demo/faults`.
///
/// `{"on": "cdn", "matching": "720p", "part": "any", "skip": 0, "times": 1, "action": "cutAfter", "bytes": 9}`;
/// part and action are the names of the cases, an action's values are the keys below, and everything but
/// `on` and `action` may be left out. An array adds several.
struct FaultWire: Decodable {
    let on: DemoService
    let matching: String?
    let part: String?
    let skip: Int?
    let times: Int?
    let action: String
    let status: Int?
    let body: String?
    let headers: [String: String]?
    let bytes: Int64?
    let seconds: Double?
    let to: String?

    static func faults(from bytes: [UInt8]) throws -> [DemoFault] {
        let decoder = JSONDecoder()
        let wires: [FaultWire]
        do {
            wires = try decoder.decode([FaultWire].self, from: Data(bytes))
        } catch {
            wires = [try decoder.decode(FaultWire.self, from: Data(bytes))]
        }
        return try wires.map { try $0.fault }
    }

    private var fault: DemoFault {
        get throws {
            // What is out of range here would stop the process later.
            guard (skip ?? 0) >= 0, (0...86_400).contains(seconds ?? 0), (200...599).contains(status ?? 200),
                let part = DemoFault.Part(rawValue: part ?? "any")
            else { throw Unusable(action: action) }
            return DemoFault(
                on: on, matching: matching ?? "", part: part, skip: skip ?? 0, times: times ?? 1,
                try readAction())
        }
    }

    private func readAction() throws -> DemoFault.Action {
        switch action {
        case "status": .status(status ?? 500, body: body ?? "", headers: headers ?? [:])
        case "html": .html
        case "invalidJSON": .invalidJSON
        case "redirect": .redirect(to: to ?? "/")
        case "delay": .delay(.seconds(seconds ?? 1))
        case "neverAnswer": .neverAnswer
        case "closeAtConnect": .closeAtConnect
        case "closeBeforeHead": .closeBeforeHead
        case "cutInHead": .cutInHead
        case "stallInHead": .stallInHead
        case "cutAfter": .cutAfter(bytes ?? 0)
        case "stallAfter": .stallAfter(bytes ?? 0)
        case "shortBody": .shortBody
        case "longBody": .longBody
        case "shortLength": .shortLength
        case "longLength": .longLength
        case "ignoreRange": .ignoreRange
        case "wrongContentRange": .wrongContentRange
        case "wrongTotal": .wrongTotal
        case "changeVersion": .changeVersion
        case "expireNow": .expireNow(status ?? 403)
        case "revokeLink": .revokeLink
        case "gzipEncoding": .gzipEncoding
        default: throw Unusable(action: action)
        }
    }

    struct Unusable: Error {
        let action: String
    }
}

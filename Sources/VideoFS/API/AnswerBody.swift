/// The body of a service's answer.
struct AnswerBody: Sendable {
    private let bytes: [UInt8]
    private let contentType: String?
    private let host: String
    private let setting: String

    /// - Parameters:
    ///   - answer: what came.
    ///   - host: who sent it.
    ///   - setting: the one that leads there, and may be wrong.
    init(_ answer: HTTPAnswer, from host: String, setting: String = "api-url") {
        bytes = answer.body
        contentType = answer.head["Content-Type"]
        self.host = host
        self.setting = setting
    }

    /// - Throws: ``ServiceError/unusable(_:)`` with what came instead.
    func json() throws(ServiceError) -> JSON {
        do throws(JSONParser.Refusal) {
            return try JSONParser.parse(bytes)
        } catch {
            throw .unusable(sentence(error))
        }
    }

    /// What the service says about a failure, fit to be shown.
    var message: String? {
        guard let json = try? JSONParser.parse(bytes) else { return nil }
        let text =
            json["message"]?.string ?? json["error_description"]?.string ?? json["error"]?.string
            ?? json["error"]?["message"]?.string ?? json["errors"]?.array?.first?.string
        guard let text else { return nil }
        let clean = PublicText.clean(text + Self.validation(json))
        return clean.isEmpty ? nil : clean
    }

    /// Which parts of the question were not liked, where the answer says so.
    private static func validation(_ json: JSON) -> String {
        let keys = (json["validation"]?["keys"]?.array ?? []).compactMap(\.string).prefix(5)
        guard !keys.isEmpty else { return "" }
        return " (\(json["validation"]?["source"]?.string ?? "request"): \(keys.joined(separator: ", ")))"
    }

    private func sentence(_ refusal: JSONParser.Refusal) -> String {
        let kind = mediaType
        guard kind.contains("json") || kind.isEmpty && !bytes.isEmpty else {
            let got = bytes.isEmpty ? "an empty body" : kind
            return
                "\(host) answered with \(got) instead of JSON (a wrong \(setting), or a sign-in page on the way?)"
        }
        return switch refusal {
        case .malformed(let offset): "\(host) sent JSON that is not valid at byte \(offset)"
        case .tooDeep: "\(host) sent JSON nested too deep"
        case .tooMany: "\(host) sent JSON with too many values"
        }
    }

    /// `text/html` of `text/html; charset=utf-8`, and nothing that is not such a word.
    private var mediaType: String {
        let type = (contentType ?? "").prefix { $0 != ";" }.trimming().lowercased()
        let plain = type.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/+.-_".contains($0)) }
        return plain && type.count <= 60 ? type : "something"
    }
}

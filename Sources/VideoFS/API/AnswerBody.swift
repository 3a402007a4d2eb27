/// The body of a service's answer.
struct AnswerBody: Sendable {
    private let bytes: [UInt8]
    private let contentType: String?
    private let host: String

    init(_ answer: HTTPAnswer, from host: String) {
        bytes = answer.body
        contentType = answer.head["Content-Type"]
        self.host = host
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
        let clean = PublicText.clean(text)
        return clean.isEmpty ? nil : clean
    }

    private func sentence(_ refusal: JSONParser.Refusal) -> String {
        let kind = mediaType
        guard kind.contains("json") || kind.isEmpty && !bytes.isEmpty else {
            let got = bytes.isEmpty ? "an empty body" : kind
            return
                "\(host) answered with \(got) instead of JSON (a wrong api-url, or a sign-in page on the way?)"
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

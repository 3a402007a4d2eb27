internal import HTTPTypes

extension DemoFault.Action {
    /// The answer that takes the place of the service's, where this action has one.
    var replacement: Answer? {
        switch self {
        case .status(let status, let body, let headers):
            var answer = Answer(status, type: "application/json; charset=utf-8", text: body)
            // A name that is none can come from another process: it must not stop this one.
            for (name, value) in headers where HTTPField.Name(name) != nil { answer[name] = value }
            return answer
        case .html:
            return Answer(
                200, type: "text/html; charset=utf-8",
                text: "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Welcome.</body></html>\n"
            )
        case .invalidJSON:
            return Answer(200, type: "application/json; charset=utf-8", text: "{\"id\": 1, \"title\": \"The")
        case .redirect(let address):
            var answer = Answer(302)
            answer["Location"] = address
            return answer
        default:
            return nil
        }
    }

    /// Where this action ends a body of so many bytes; `nil` where it leaves it whole.
    func bodyEnd(of length: Int) -> DemoFault.BodyEnd? {
        switch self {
        case .cutAfter(let bytes): DemoFault.BodyEnd(bytes: bytes)
        case .stallAfter(let bytes): DemoFault.BodyEnd(bytes: bytes, ending: .silence)
        case .shortBody: DemoFault.BodyEnd(bytes: Int64(length / 2))
        case .longBody: DemoFault.BodyEnd(bytes: .max, extra: 16)
        case .longLength: DemoFault.BodyEnd(bytes: .max, extra: 16, ending: .none)
        default: nil
        }
    }
}

extension DemoFault {
    /// How a body ends before or after its announced length.
    struct BodyEnd: Sendable {
        let bytes: Int64
        /// Bytes beyond the announced length.
        var extra = 0
        var ending = Ending.close

        enum Ending: Sendable {
            case close
            /// The connection stays open, silent.
            case silence
            /// None that is out of order: the length was announced as it is.
            case none
        }
    }
}

internal import HTTPTypes
internal import Hummingbird

/// An answer before it is written: status, headers, and which bytes of what.
struct Answer: Sendable {
    var status: Int
    var headers: HTTPFields = [:]
    var content = MediaBytes(memory: [])
    /// The part of the content that is the body.
    var range: Range<Int64> = 0..<0

    /// An answer whose body is the whole of some content.
    init(_ status: Int, type: String? = nil, content: MediaBytes) {
        self.status = status
        self.content = content
        self.range = 0..<content.length
        headers[.contentType] = type
    }

    init(_ status: Int, type: String? = nil, text: String = "") {
        self.init(status, type: type, content: MediaBytes(memory: Array(text.utf8)))
    }

    init(_ status: Int, json: JSON) {
        self.init(status, type: "application/json; charset=utf-8", text: json.text)
    }

    /// A refusal as the API words it.
    static func refusal(_ status: Int, _ message: String) -> Answer {
        Answer(status, json: ["message": .string(message)])
    }

    /// Leaves the second half of the body out. What the headers say of a range stays.
    mutating func halve() {
        range = range.lowerBound..<range.lowerBound + Int64(range.count / 2)
    }

    subscript(_ name: String) -> String? {
        get { HTTPField.Name(name).flatMap { headers[$0] } }
        set {
            guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is no header name") }
            headers[name] = newValue
        }
    }
}

/// A refusal as every service of the platform words it.
struct PlatformError: Error, Hashable {
    let status: Int
    let message: String?
    /// The parameters that are wrong.
    let keys: [String]

    init(_ status: Int, _ message: String? = nil, keys: [String] = []) {
        self.status = status
        self.message = message
        self.keys = keys
    }

    static let noSuchResource = PlatformError(404)

    private static let words = [
        400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 406: "Not Acceptable", 429: "Too Many Requests",
    ]

    var answer: Answer {
        let word = Self.words[status] ?? "Internal Server Error"
        var members: [(key: String, value: JSON)] = [
            ("statusCode", .number(status)), ("error", .string(word)),
        ]
        if let message { members.append(("message", .string(message))) }
        if !keys.isEmpty {
            let validation: JSON = ["source": "query", "keys": .array(keys.map { .string($0) })]
            members.append(("validation", validation))
        }
        // As recorded: the message once more among the attributes, and the challenge of RFC 6750.
        if status == 401, let message {
            members.append(("attributes", ["error": .string(message)]))
        }
        var answer = Answer(status, json: .object(members))
        if status == 401 {
            answer["WWW-Authenticate"] = "Bearer realm=\"piksel\", error=\"\(message ?? word)\""
        }
        return answer
    }
}

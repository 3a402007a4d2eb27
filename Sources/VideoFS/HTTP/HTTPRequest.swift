/// A request of the one shape that this project sends.
struct HTTPRequest: Sendable {
    var method = "GET"
    /// Absolute `http` or `https` address.
    var address: SignedAddress
    /// In the order sent. Names compare without regard to case.
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]?
    /// Time without a single byte, from the start on, after which the request fails with
    /// ``HTTPError/timedOut``. It starts anew with every part received.
    var idleTimeout: Duration = .seconds(10)
}

/// Status and headers of an answer.
struct HTTPHead: Sendable, Hashable {
    var status: Int
    private var fields: [String: String]

    init(status: Int, headers: [(name: String, value: String)]) {
        self.status = status
        fields = Dictionary(headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
    }

    /// The first header of that name, compared without regard to case.
    subscript(_ name: String) -> String? {
        fields[name.lowercased()]
    }
}

/// A whole answer with a small body.
struct HTTPAnswer: Sendable, Hashable {
    var head: HTTPHead
    var body: [UInt8]
}

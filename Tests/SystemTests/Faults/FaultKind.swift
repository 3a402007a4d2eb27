import DemoOrigin

/// What a CDN can do wrong.
enum FaultKind: String, CaseIterable, Sendable {
    case status401 = "401"
    case status403 = "403"
    case status404 = "404"
    case status410 = "410"
    case status416 = "416"
    case status429 = "429"
    case status500 = "500"
    case status502 = "502"
    case status503 = "503"
    case status504 = "504"
    case cut
    case stall
    /// Bodies that end before they reach a byte that the client does not have yet.
    case crumbs
    case shortBody = "short body"
    case longBody = "long body"
    /// Half of a body and something after it, as long as announced, but not as long as the range.
    case stuffedBody = "stuffed body"
    case ignoredRange = "ignored range"
    case changedVersion = "changed version"
    case redirect
    case gzip
    case wrongContentRange = "wrong Content-Range"
    case wrongTotal = "wrong total"
    case html = "HTML"
    case expiredLink = "expired link"

    /// The status of a refusal.
    var status: Int? { Int(rawValue) }

    /// What takes the place of the true head, or falsifies it; `nil` where the fault is no matter of heads.
    func head(of length: Int64) -> DemoFault.Action? {
        switch self {
        case .status401, .status403, .status404, .status410, .status500, .status502, .status504: refusal()
        case .status416: refusal(["Content-Range": "bytes */\(length)"])
        case .status429, .status503: refusal(["Retry-After": "1"])
        case .ignoredRange: .ignoreRange
        case .changedVersion: .changeVersion
        case .redirect: .redirect(to: "/media/elsewhere")
        case .gzip: .gzipEncoding
        case .wrongContentRange: .wrongContentRange
        case .wrongTotal: .wrongTotal
        case .html: .html
        case .expiredLink: .expireNow(403)
        case .cut, .stall, .crumbs, .shortBody, .longBody, .stuffedBody: nil
        }
    }

    private func refusal(_ headers: [String: String] = [:]) -> DemoFault.Action {
        .status(status ?? 500, body: String(repeating: "no ", count: 300), headers: headers)
    }
}

/// Where in the life of a request it goes wrong.
enum FaultPlace: String, CaseIterable, Sendable {
    /// While connecting, or in answer to the first request of the file.
    case connect = "at connect"
    /// In the head of the answer to a request further on in the file.
    case header = "at the header"
    /// The head is there, and the body ends, or falls silent, before its first byte.
    case firstByte = "at the first byte"
    /// After so many bytes of the body.
    case midBody = "mid-body"
    /// At the request that takes a broken body up again.
    case resume = "at resume"
}

enum FaultTimes: String, CaseIterable, Sendable {
    case once
    /// At every request that the place fits.
    case always
}

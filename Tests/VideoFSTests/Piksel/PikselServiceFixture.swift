import Synchronization
import Testing

@testable import VideoFS

/// A document of the pretended platform, with the words that its questions filter by.
struct PikselItem: Sendable {
    var ref: String
    var updatedAt: String
    var members: String

    init(_ name: String, _ members: String = "", at second: Int = 0) {
        ref = "acme:\(name)"
        updatedAt = "2026-01-01T00:\(Self.two(second / 60)):\(Self.two(second % 60)).000Z"
        self.members = members.isEmpty ? "" : ", " + members
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    var name: String { String(ref.drop { $0 != ":" }.dropFirst()) }

    var text: String {
        """
        {"ref": "\(ref)", "owner": "acme", "name": "\(name)", "version": "v\(updatedAt)", \
        "createdAt": "\(updatedAt)", "updatedAt": "\(updatedAt)"\(members)}
        """
    }

    func has(_ key: String, _ value: String) -> Bool { members.contains("\"\(key)\": \"\(value)\"") }
}

/// The platform's registry, identity and metadata services, over a scripted transport.
final class PikselServiceFixture: Sendable {
    struct State: Sendable {
        var items: [String: [PikselItem]] = [:]
        /// Answers by method, host and path (without query), in place of the platform's own.
        var overrides: [String: HTTPAnswer] = [:]
        /// The same, used up one by one.
        var once: [String: [HTTPAnswer]] = [:]
        var refusesCount = false
        var usesPageMode = false
        var tokens = 0
        /// Tokens that are taken.
        var good: Set<String> = []
        var services = PikselServiceFixture.services
        /// Assets by content, where there are too many to filter.
        var assetsOf: (@Sendable (String) -> [PikselItem])?
    }

    static let services = [
        "identity": "https://identity.example", "metadata": "https://metadata.example",
        "registry": "https://registry.example",
    ]
    static let descriptor = HTTPAnswer.json(
        #"{"resourcefuls": {"contents": {"path": "/data", "hyphenatedPluralName": "contents", "pluralName": "contents"}}}"#
    )

    let service: PikselService
    let transport: StubTransport
    let time: ManualTime
    let state: Shared

    final class Shared: Sendable {
        let value = Mutex(State())
    }

    init(
        _ change: (inout PikselConfiguration) -> Void = { _ in }, items: [String: [PikselItem]] = [:]
    ) throws {
        let shared = Shared()
        shared.value.withLock { $0.items = items }
        let transport = StubTransport { request throws(HTTPError) in
            let address = try WebAddress(request.address.secret)
            return shared.value.withLock { $0.answer(request, address) }
        }
        var configuration = PikselConfiguration()
        configuration.registryAddress = "https://registry.example"
        configuration.account = "acme"
        configuration.clientID = "acme.app"
        configuration.clientSecret = "app secret"
        change(&configuration)
        let time = ManualTime()
        service = try PikselService(configuration, transport: transport, time: time.time)
        self.transport = transport
        self.time = time
        state = shared
    }

    func change(_ body: (inout State) -> Void) {
        state.value.withLock { body(&$0) }
    }

    /// Method, host and path of each request, without the query.
    var lines: [String] {
        transport.requests.map { request in
            let address = try? WebAddress(request.address.secret)
            return "\(request.method) \(address?.host.text ?? "")\(address?.path ?? "")"
        }
    }

    func count(_ line: String) -> Int { lines.count { $0.hasPrefix(line) } }

    /// What an earlier walk has seen, as a catalog keeps it.
    struct Kept {
        var sites: [SiteID: (record: SiteRecord, validators: Validators?)] = [:]
        var packages: [PackageID: (record: PackageRecord, validators: Validators?)] = [:]
        var videos: [VideoID: Validators?] = [:]
    }

    /// The whole library, as a tree would ask for it.
    func walk(_ kept: inout Kept) async throws -> (videos: Int, files: Int, unchanged: Int) {
        var result = (videos: 0, files: 0, unchanged: 0)
        for summary in try #require(await service.account(ifChangedSince: nil).value).sites {
            let old = kept.sites[summary.id]
            let answer = try await service.site(summary.id, ifChangedSince: old?.validators)
            let site = try #require(answer.value ?? old?.record)
            if !answer.isNotModified { kept.sites[summary.id] = (site, answer.validators) }
            for package in site.packages {
                for video in try await videos(of: package.id, &kept) {
                    let answer = try await service.video(
                        video.id, ifChangedSince: kept.videos[video.id].flatMap(\.self))
                    result.videos += 1
                    result.files += answer.value?.files.count ?? 0
                    if answer.isNotModified {
                        result.unchanged += 1
                    } else {
                        kept.videos[video.id] = answer.validators
                    }
                }
            }
        }
        return result
    }

    private func videos(of id: PackageID, _ kept: inout Kept) async throws -> [VideoSummary] {
        let old = kept.packages[id]
        let answer = try await service.package(id, ifChangedSince: old?.validators)
        let package = try #require(answer.value ?? old?.record)
        if !answer.isNotModified { kept.packages[id] = (package, answer.validators) }
        return package.videos
    }

    func error<Value>(_ body: (PikselService) async throws(ServiceError) -> Value) async -> ServiceError? {
        do {
            _ = try await body(service)
            return nil
        } catch { return error }
    }
}

extension PikselServiceFixture.State {
    mutating func answer(_ request: HTTPRequest, _ address: WebAddress) -> HTTPAnswer {
        let line = "\(request.method) \(address.host.text)\(address.path)"
        if var rest = once[line], !rest.isEmpty {
            let first = rest.removeFirst()
            once[line] = rest
            return first
        }
        if let answer = overrides[line] { return answer }
        switch (request.method, address.host.text, String(address.path)) {
        case ("GET", "registry.example", let path) where path.hasPrefix("/services/"):
            let list = services.sorted { $0.key < $1.key }.map {
                #"{"owner": "root", "name": "\#($0.key)", "title": "T", "location": "\#($0.value)"}"#
            }
            return .json(#"{"services": [\#(list.joined(separator: ","))]}"#)
        case ("POST", _, "/oauth/token"):
            tokens += 1
            good.insert("token-\(tokens)")
            return .json(#"{"access_token": "token-\#(tokens)", "token_type": "bearer", "expires_in": 3600}"#)
        default: break
        }
        guard let bearer = request.header("Authorization"), good.contains(String(bearer.dropFirst(7))) else {
            return .json(
                #"{"statusCode": 401, "error": "Unauthorized", "message": "Invalid token"}"#, status: 401)
        }
        switch String(address.path) {
        case "/oauth/token":
            return .json(
                #"""
                {"tokenType": "bearer", "expires": "2026-09-18T23:22:46.499Z", "clientId": "app", "userType": "service",
                 "userRef": "root:app_user", "permissions": [
                   {"tenant": "acme", "actions": ["metadata:contents:read", "metadata:assets:read"]}]}
                """#)
        case "/descriptor/raw": return PikselServiceFixture.descriptor
        case let path where path.hasPrefix("/data/"): return data(path, query(address))
        default: return .json(#"{"statusCode": 404, "error": "Not Found"}"#, status: 404)
        }
    }

    private func query(_ address: WebAddress) -> [String: String] {
        let text = address.target.drop { $0 != "?" }.dropFirst()
        let pairs = text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1)
            return (String(parts[0]), PercentEncoding.decode(parts.count > 1 ? parts[1] : ""))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private func data(_ path: String, _ query: [String: String]) -> HTTPAnswer {
        let words = path.split(separator: "/").map(String.init)
        guard query["owner"] == "acme" else {
            return .json(#"{"statusCode": 400, "error": "Bad Request", "message": "owner"}"#, status: 400)
        }
        var list = items[words[1]] ?? []
        if words.count > 2 {
            let refs = Set(words[2].split(separator: ",").map { PercentEncoding.decode($0) })
            list = list.filter { refs.contains($0.ref) }
            guard !list.isEmpty else {
                return .json(#"{"statusCode": 404, "error": "Not Found"}"#, status: 404)
            }
        }
        if query["count"] != nil, refusesCount {
            return .json(#"{"statusCode": 400, "error": "Bad Request"}"#, status: 400)
        }
        if let refs = query["withContentRef"]?.split(separator: "|").map(String.init) {
            list =
                assetsOf.map { assetsOf in refs.flatMap { assetsOf($0) } }
                ?? list.filter { item in refs.contains { item.has("contentRef", $0) } }
        }
        if let parent = query["withParentRef"] { list = list.filter { $0.has("parentRef", parent) } }
        if let since = query["withUpdatedAt"]?.dropLast() { list = list.filter { $0.updatedAt >= since } }
        let total = list.count
        if query["sort"] == "-updatedAt" {
            list = Array(list.max { $0.updatedAt < $1.updatedAt }.map { [$0] } ?? [])
        }
        let start = Int(query["cursor"] ?? "") ?? 0
        let size = Int(query["perPage"] ?? "") ?? 100
        let page = list.dropFirst(start).prefix(size)
        var meta = #""perPage": \#(size)"#
        if query["count"] != nil { meta += #", "totalCount": \#(total)"# }
        if start + size < list.count {
            let kept = query.filter { $0.key != "cursor" }.map { (name: $0.key, value: $0.value) }
            let next = Form.encode(kept.sorted { $0.name < $1.name } + [("cursor", String(start + size))])
            meta += #", "\#(usesPageMode ? "next" : "continue")": "\#(path)?\#(next)""#
        }
        let text = page.map(\.text).joined(separator: ",")
        return .json(#"{"meta": {\#(meta)}, "\#(words[1])": [\#(text)]}"#)
    }
}

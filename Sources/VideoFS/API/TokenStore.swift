/// A sign-in: what lets requests in, and what renews it.
struct TokenRecord: Hashable, Sendable {
    var access: Secret
    var refresh: Secret?
    var issuedAt: Timestamp
    /// `nil`: unknown, good until it is refused.
    var expiresAt: Timestamp?

    /// When to get the next one: a minute ahead, so that none expires on its way; halfway through a life
    /// shorter than two minutes.
    var renewAt: Timestamp? {
        expiresAt.map { expiry in
            let life = max(0, expiry.seconds(since: issuedAt))
            return expiry.advanced(bySeconds: -min(60, life / 2))
        }
    }
}

/// Whose sign-in it is. A stored one is used only where all of this is the same.
struct TokenBinding: Hashable, Sendable {
    var api: String
    var clientID: String?
    var username: String?
    /// Tokens from the settings, where a sign-in began with them: other ones begin another.
    var givenAccess: Secret?
    var givenRefresh: Secret?
}

/// The sign-ins on disk: `tokens.json` in the state directory, for its owner only.
struct TokenStore: Sendable {
    let path: String

    /// - Parameter directory: `$XDG_STATE_HOME/vidfs`; made when something is first saved.
    init(directory: String) {
        path = directory.hasSuffix("/") ? directory + "tokens.json" : directory + "/tokens.json"
    }

    /// What was found.
    struct Found: Hashable, Sendable {
        var record: TokenRecord?
        /// Why a file that is there says nothing: a sentence.
        var damage: String?
    }

    /// A megabyte: a sign-in takes less than one kilobyte.
    private static let largest = 1 << 20
    /// Sign-ins kept; the oldest of other accounts go.
    private static let most = 16

    /// - Throws: ``TokenStoreError`` where the file is not to be trusted or cannot be read.
    func load(_ binding: TokenBinding) throws(TokenStoreError) -> Found {
        guard let content = try content() else { return Found() }
        guard let entries = Self.entries(content) else {
            return Found(damage: "The stored sign-in in \(path) is damaged and was ignored.")
        }
        return Found(record: entries.first { $0.binding == binding }?.record)
    }

    /// Puts the record in the place of an older one with the same binding.
    ///
    /// Blocks until it is on disk.
    func save(_ record: TokenRecord, _ binding: TokenBinding) throws(TokenStoreError) {
        var entries = (try content()).flatMap(Self.entries) ?? []
        entries.removeAll { $0.binding == binding }
        entries.append(Entry(binding: binding, record: record))
        let json = JSON.object(["signIns": .array(entries.suffix(Self.most).map(\.json))])
        do { try PrivateFile.replace(path, with: json.pretty) } catch {
            throw error.isTooOpen ? TokenStoreError(error, path) : .unwritable(path: path, reason: "\(error)")
        }
    }

    private func content() throws(TokenStoreError) -> [UInt8]? {
        do {
            if let slash = path.lastIndex(of: "/") { try PrivateFile.checkMode(of: String(path[..<slash])) }
            try PrivateFile.checkMode(of: path)
            return try PrivateFile.read(path, limit: Self.largest)
        } catch { throw TokenStoreError(error, path) }
    }
}

/// Why stored tokens cannot be had or kept. The sentence says what to do.
enum TokenStoreError: Error, Hashable, CustomStringConvertible {
    case tooOpen(path: String, isDirectory: Bool)
    case unreadable(path: String, reason: String)
    case unwritable(path: String, reason: String)

    fileprivate init(_ refusal: PrivateFile.Refusal, _ path: String) {
        switch refusal {
        case .tooOpen(let open, _): self = .tooOpen(path: open, isDirectory: open != path)
        case .failed, .tooLarge: self = .unreadable(path: path, reason: "\(refusal)")
        }
    }

    var description: String {
        switch self {
        case .tooOpen(let path, let isDirectory):
            "Others may read \(path), which holds tokens. Run: chmod \(isDirectory ? "700" : "600") \(Self.quoted(path))"
        case .unreadable(let path, let reason): "The stored sign-in in \(path) cannot be read: \(reason)."
        case .unwritable(let path, let reason): "The sign-in cannot be stored in \(path): \(reason)."
        }
    }

    /// For a shell, where that is needed.
    private static func quoted(_ path: String) -> String {
        let plain = path.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+:@".contains($0)) }
        return plain
            ? path
            : "'\(path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#))'"
    }
}

extension PrivateFile.Refusal {
    fileprivate var isTooOpen: Bool {
        if case .tooOpen = self { true } else { false }
    }
}

extension TokenStore {
    fileprivate struct Entry {
        var binding: TokenBinding
        var record: TokenRecord
    }

    private static func entries(_ content: [UInt8]) -> [Entry]? {
        guard let json = try? JSONParser.parse(content), let signIns = json["signIns"]?.array else {
            return nil
        }
        return signIns.compactMap(Entry.init)
    }
}

extension TokenStore.Entry {
    init?(_ json: JSON) {
        guard let api = json["api"]?.string, let access = json["accessToken"]?.string else { return nil }
        binding = TokenBinding(
            api: api, clientID: json["clientID"]?.string, username: json["username"]?.string,
            givenAccess: json["givenAccessToken"]?.string.map { Secret($0) },
            givenRefresh: json["givenRefreshToken"]?.string.map { Secret($0) })
        record = TokenRecord(
            access: Secret(access), refresh: json["refreshToken"]?.string.map { Secret($0) },
            issuedAt: Timestamp(rawValue: json["issuedAt"]?.integer ?? 0),
            expiresAt: json["expiresAt"]?.integer.map { Timestamp(rawValue: $0) })
    }

    var json: JSON {
        let texts: [String: String?] = [
            "api": binding.api, "clientID": binding.clientID, "username": binding.username,
            "givenAccessToken": binding.givenAccess?.value, "givenRefreshToken": binding.givenRefresh?.value,
            "accessToken": record.access.value, "refreshToken": record.refresh?.value,
        ]
        var members = texts.compactMapValues { $0.map { JSON.string($0) } }
        members["issuedAt"] = .number(String(record.issuedAt.rawValue))
        members["expiresAt"] = record.expiresAt.map { .number(String($0.rawValue)) }
        return .object(members)
    }
}

/// What a record was made from, as the text that the next question about it brings along.
struct RecordTag: Sendable, Hashable {
    /// Of the record without its assets.
    var signature: String
    var contents: String
    var categories: String
    /// `nil` where the record shows nothing of any asset.
    var assets: Assets?

    /// The assets' list as it was then.
    struct Assets: Sendable, Hashable {
        var mark: String
        var total: Int64
        var updatedAt: String
    }

    /// - Returns: `nil` where the service cannot say whether anything has changed.
    init?(_ fingerprint: TenantFingerprint, signature: String = "", showsAssets: Bool) {
        guard let contents = fingerprint.contents, let categories = fingerprint.categories else { return nil }
        self.signature = signature
        self.contents = contents.text
        self.categories = categories.text
        guard showsAssets else { return }
        guard let mark = fingerprint.assets else { return nil }
        assets = Assets(mark: mark.text, total: mark.total, updatedAt: mark.updatedAt)
    }

    // MARK: - Text

    private static let form = "piksel1"

    init?(_ text: String?) {
        let parts = (text ?? "").split(separator: ";", omittingEmptySubsequences: false).map {
            PercentEncoding.decode($0)
        }
        guard parts.first == Self.form, parts.count == 4 || parts.count == 7 else { return nil }
        signature = parts[1]
        contents = parts[2]
        categories = parts[3]
        guard parts.count == 7 else { return }
        guard let total = Int64(parts[5]) else { return nil }
        assets = Assets(mark: parts[4], total: total, updatedAt: parts[6])
    }

    var text: String {
        let own = [Self.form, signature, contents, categories]
        let parts = own + (assets.map { [$0.mark, String($0.total), $0.updatedAt] } ?? [])
        return parts.map { PercentEncoding.encode($0) }.joined(separator: ";")
    }

    /// - Parameter changesAt: when the record may change although the service's documents do not.
    /// - Returns: what the next question is to bring along.
    func validators(changesAt: Timestamp?) -> Validators {
        Validators(entityTag: text, lastModified: changesAt.map { String($0.rawValue) })
    }

    /// Whether everything that the record was made from is as it was.
    func holds(_ fingerprint: TenantFingerprint) -> Bool {
        holdsShape(fingerprint) && (assets == nil || assets?.mark == fingerprint.assets?.text)
    }

    func holdsShape(_ fingerprint: TenantFingerprint) -> Bool {
        contents == fingerprint.contents?.text && categories == fingerprint.categories?.text
    }
}

extension Validators {
    /// The tag in them, unless its time has passed.
    func recordTag(at now: Timestamp) -> RecordTag? {
        if let text = lastModified {
            guard let moment = Int64(text), now.rawValue < moment else { return nil }
        }
        return RecordTag(entityTag)
    }
}

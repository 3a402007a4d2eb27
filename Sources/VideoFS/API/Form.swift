/// Names and values as `application/x-www-form-urlencoded`.
enum Form {
    /// Everything but unreserved characters is percent-encoded, a space too: `+` is read as itself by some.
    static func encode(_ fields: [(name: String, value: String)]) -> String {
        fields
            .map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
            .joined(separator: "&")
    }
}

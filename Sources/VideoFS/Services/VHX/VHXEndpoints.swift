/// Paths of the API, below its base address.
enum VHXEndpoints {
    static let token = "/oauth/token"
    static let me = "/me"

    static func site(_ id: SiteID) throws(ServiceError) -> String { "/sites/" + (try segment(id.rawValue)) }
    static func package(_ id: PackageID) throws(ServiceError) -> String {
        "/packages/" + (try segment(id.rawValue))
    }
    static func video(_ id: VideoID) throws(ServiceError) -> String {
        "/videos/" + (try segment(id.rawValue))
    }

    /// The signed files of a video; quality and format narrow the answer to one.
    static func files(
        of id: VideoID, _ words: [(name: String, value: String)] = []
    ) throws(ServiceError) -> String {
        let query = words.isEmpty ? "" : "?" + Form.encode(words)
        return try video(id) + "/files" + query
    }

    /// An identifier as one path segment.
    ///
    /// Identifiers are the service's, but reach the tree as names of directories and come back from disk;
    /// one of dots would climb out of its collection even when encoded.
    private static func segment(_ id: String) throws(ServiceError) -> String {
        guard !id.isEmpty, id.utf8.count <= 200, !id.allSatisfy({ $0 == "." }),
            id.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { throw .notFound }
        return PercentEncoding.encode(id)
    }
}

/// A resource exactly as the service sent it, read leniently.
///
/// Two generations of the API are in use: the flat one of 2014 with children beside the other members and
/// addresses in `uri`, and the one of 2015 with children under `_embedded` and addresses under
/// `_links.*.href`. Every member may be absent, null or of another type than documented.
struct VHXResource: Hashable, Sendable {
    let json: JSON

    init(_ json: JSON) {
        self.json = json
    }

    subscript(_ key: String) -> JSON? { json[key] }

    /// The service's identifier: a number or a text; else the last part of the resource's own address.
    var id: String? {
        json["id"]?.text ?? link("self").flatMap(Self.lastPart)
    }

    /// The address under `_links`; some answers have it as a bare text.
    func link(_ name: String) -> String? {
        let link = json["_links"]?[name]
        return link?["href"]?.string ?? link?.string
    }

    /// Where the resource itself is.
    var address: String? { json["uri"]?.string ?? link("self") }

    /// A single child, flat or embedded.
    func child(_ name: String) -> VHXResource? {
        (json[name]?.object != nil ? json[name] : json["_embedded"]?[name]).map(VHXResource.init)
    }

    /// The children of that name, flat or embedded; `nil` where the answer does not speak of them.
    func children(_ name: String) -> [VHXResource]? {
        (json[name]?.array ?? json["_embedded"]?[name]?.array)?.map(VHXResource.init)
    }

    /// The last part of an address's path, decoded: `7` of `https://api.vhx.tv/sites/7?x=y`.
    static func lastPart(of address: String) -> String? {
        let path = address.prefix { $0 != "?" && $0 != "#" }
        let part = path.split(separator: "/").last.map(PercentEncoding.decode) ?? ""
        return part.isEmpty || path.firstRange(of: "://").map { path[$0.upperBound...] == part } == true
            ? nil : part
    }

    /// The identifier in an address of a resource of that kind: `2` of `…/videos/2` and of
    /// `…/videos/2/files?…` for `videos`.
    static func id(in address: String, of kind: String) -> String? {
        let path = address.prefix { $0 != "?" && $0 != "#" }
        let parts = path.split(separator: "/")
        guard let position = parts.lastIndex(of: Substring(kind)), position + 1 < parts.count else {
            return nil
        }
        return PercentEncoding.decode(parts[position + 1])
    }

    var title: String? { json["title"]?.text ?? json["name"]?.text }

    var createdAt: Timestamp? { json["created_at"]?.string.flatMap { Timestamp(iso8601: $0) } }

    var updatedAt: Timestamp? { json["updated_at"]?.string.flatMap { Timestamp(iso8601: $0) } }

    /// The largest picture.
    var thumbnail: String? {
        guard let thumbnail = json["thumbnail"] else { return nil }
        return ["large", "medium", "small", "source"].lazy.compactMap { thumbnail[$0]?.string }.first
            ?? thumbnail.string
    }
}

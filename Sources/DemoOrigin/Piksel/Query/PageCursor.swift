internal import Foundation

/// Where a page ends: the opaque value of `continue`.
///
/// It names the last resource, so that a listing goes on after it whatever was added or removed before.
struct PageCursor: Sendable, Codable {
    let lastRef: String
    /// Where that resource was: a guess for the next time.
    let place: Int

    init(lastRef: String, place: Int) {
        self.lastRef = lastRef
        self.place = place
    }

    init?(_ text: String) {
        let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/") + padding
        guard let bytes = Data(base64Encoded: base64),
            let cursor = try? JSONDecoder().decode(PageCursor.self, from: bytes), cursor.place >= 0
        else { return nil }
        self = cursor
    }

    /// Base64 of the kind that no address has to escape.
    var text: String {
        let json: JSON = ["lastRef": .string(lastRef), "place": .number(place)]
        return Data(json.text.utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

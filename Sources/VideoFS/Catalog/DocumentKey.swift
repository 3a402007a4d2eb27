/// Which small derived content: a converted subtitle, a rewritten playlist, a picture.
struct DocumentKey: Hashable, Sendable, Codable {
    /// The resource it belongs to and leaves with, as in ``ResourceKey/text``: `video:12`.
    let owner: String
    /// Which of the owner's: `subtitle:0:` and its address, for example.
    let part: String
    /// Moves when the content may have. Only the newest version of a part is kept.
    let version: String
}

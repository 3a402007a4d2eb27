/// What a video's directory is called.
enum VideoTitle {
    /// `S01E02 Title` for an episode, else `Title (2014)`; without numbers where the service gives none.
    static func text(of content: PikselContent, in contents: [String: PikselContent]) -> String {
        guard content.kind != .episode else { return episode(content, in: contents) }
        guard let title = content.title else { return content.name }
        // Some titles carry their year already.
        return content.releaseYear.map { title.hasSuffix("(\($0))") ? title : "\(title) (\($0))" } ?? title
    }

    private static func episode(_ content: PikselContent, in contents: [String: PikselContent]) -> String {
        let season = content.parentRef.flatMap { contents[$0] }.flatMap {
            $0.kind == .season ? $0.order : nil
        }
        let parts = [season.map { "S" + digits($0) }, content.order.map { "E" + digits($0) }]
        let number = parts.compactMap(\.self).joined()
        // A season alone numbers no episode.
        return content.order == nil ? content.label : "\(number) \(content.label)"
    }

    private static func digits(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}

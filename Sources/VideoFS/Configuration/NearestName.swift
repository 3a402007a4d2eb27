/// Finds the name that somebody meant.
public enum NearestName {
    /// Returns the candidate that needs the fewest changes to become `name`.
    ///
    /// Case, `-` and `_` count for nothing, so `clientID` and `client_id` both find `clientId`.
    ///
    /// - Returns: `nil` when even the best would need changes in more than a third of its letters: a
    ///   far-fetched suggestion is worse than none.
    public static func to(_ name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = letters(of: name)
        let ranked = candidates.map { (name: $0, changes: changes(from: wanted, to: letters(of: $0))) }
        guard let best = ranked.min(by: { $0.changes < $1.changes }) else { return nil }
        return best.changes <= max(1, best.name.count / 3) ? best.name : nil
    }

    private static func letters(of name: String) -> [Character] {
        name.lowercased().filter { $0 != "-" && $0 != "_" }.map(\.self)
    }

    /// Insertions, deletions and replacements that lead from one word to the other (Levenshtein).
    private static func changes(from one: [Character], to other: [Character]) -> Int {
        var row = Array(0...other.count)
        for (index, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in other.indices {
                let replaced = diagonal + (letter == other[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[other.count]
    }
}

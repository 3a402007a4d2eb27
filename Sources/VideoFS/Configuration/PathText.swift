internal import Foundation

/// Paths as people write them.
public enum PathText {
    /// Makes a path absolute, without asking the disk: `..` is folded as text, symbolic links stay.
    ///
    /// - Parameters:
    ///   - text: absolute, relative, or in the home directory (`~/…`), which no shell has unfolded in a
    ///     file or in `--name=~/…`.
    ///   - base: absolute; where a relative path starts.
    ///   - home: the home directory, if there is one.
    /// - Returns: the path, without a slash at its end.
    public static func absolute(_ text: String, from base: String, home: String?) -> String {
        let unfolded = text.hasPrefix("~/") && home != nil ? (home ?? "") + text.dropFirst() : text
        let path = unfolded.hasPrefix("/") ? unfolded : base + "/" + unfolded
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}

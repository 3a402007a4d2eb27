/// What a walk through a part of the tree found.
struct TreeLook: Hashable {
    /// Number and type by path below the place that was walked.
    private(set) var nodes: [String: String] = [:]

    var paths: Set<String> { Set(nodes.keys) }

    /// Those of `other` that are not here, or are another node here.
    func differing(from other: TreeLook) -> Set<String> {
        Set(nodes.filter { other.nodes[$0.key] != $0.value }.keys)
    }
}

extension Demo {
    /// Walks a part of the tree by `find`, which must succeed.
    func look(at path: String) async throws -> TreeLook {
        let walk = try await run("find", path, "-mindepth", "1", "-printf", "%i %y %P\\n")
        guard walk.succeeded else { throw WalkFailed(outcome: walk) }
        var look = TreeLook()
        for line in walk.lines {
            let parts = line.split(separator: " ", maxSplits: 2)
            look.add(String(parts[2]), "\(parts[0]) \(parts[1])")
        }
        return look
    }

    /// Every name, number, size and time of the library, and the bytes of everything but films, as text.
    func everything() async throws -> String {
        let script = """
            cd "$1" && find . -printf '%p %y %i %s %T@ %l\\n' | LC_ALL=C sort &&
            find . -type f ! -path '*/files/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
            """
        let walk = try await run("bash", "-o", "pipefail", "-c", script, "bash", sites)
        guard walk.succeeded else { throw WalkFailed(outcome: walk) }
        return walk.text
    }
}

extension TreeLook {
    fileprivate mutating func add(_ path: String, _ node: String) {
        nodes[path] = node
    }
}

struct WalkFailed: Error, CustomStringConvertible {
    let outcome: Outcome
    var description: String { "a walk failed: \(outcome)" }
}

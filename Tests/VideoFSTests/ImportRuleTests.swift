import Foundation
import Testing

/// Folders are not modules, so the compiler cannot keep them apart. This does.
struct ImportRuleTests {
    /// The one folder that imports each outside library. Swift's own (Foundation, Dispatch, Glibc,
    /// Synchronization) and NIOCore, whose `ByteBuffer` is the currency for bytes, are everybody's.
    static let homes = [
        "AsyncHTTPClient": "HTTP", "CFuse": "Fuse", "Configuration": "Configuration", "GRDB": "Catalog",
        "NIOHTTP1": "HTTP", "NIOPosix": "HTTP", "NIOSSL": "HTTP",
        "NIOTLS": "HTTP",
    ]

    /// Where folders stand, from the bottom: a type of a folder may be named only in folders above it.
    static let layers = [
        "Model", "Observability", "HTTP", "Service", "API", "Services", "CDN", "IndexCache", "Stream",
        "Catalog", "Documents", "Tree", "Fuse", "Configuration", "Mount",
    ]

    @Test("each outside library is imported from one folder", arguments: homes.keys.sorted())
    func staysHome(library: String) throws {
        let home = try #require(Self.homes[library])
        var imports = 0
        for (folder, file, text) in try Self.sources() where text.contains("import \(library)\n") {
            imports += 1
            #expect(folder == home, "\(file) imports \(library)")
        }
        #expect(imports > 0, "nobody imports \(library): is the rule still right?")
    }

    @Test("every source file stands in a folder of the architecture")
    func knowsItsFolder() throws {
        for (folder, file, _) in try Self.sources() {
            #expect(Self.layers.contains(folder), "\(file) stands in \(folder)")
        }
    }

    @Test("the demo services know nothing of the library they test")
    func demoStaysApart() throws {
        for (_, file, text) in try Self.sources(of: "DemoOrigin") {
            #expect(!text.contains("import VideoFS"), "\(file) imports VideoFS")
        }
    }

    private static func sources(
        of module: String = "VideoFS"
    ) throws -> [(folder: String, file: String, text: String)] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let root = tests.appending(path: "../../Sources/\(module)").standardized
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        var sources: [(String, String, String)] = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let below = file.pathComponents.dropFirst(root.pathComponents.count)
            let text = try String(contentsOf: file, encoding: .utf8)
            sources.append((below.first ?? "", file.lastPathComponent, text))
        }
        try #require(!sources.isEmpty)
        return sources
    }
}

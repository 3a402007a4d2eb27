import Foundation
import Testing

extension SystemTests {
    /// Copies of the whole library, by the programs that people copy with.
    @Suite struct CopyTests {
        @Test("cp -r copies a package byte for byte", arguments: Demo.Media.allCases)
        func cp(_ media: Demo.Media) async throws {
            try await Demo.mounted(media) { demo in
                let copy = try demo.scratch.makeDirectory("copy")
                let packages = [ExpectedTree.harbour, ExpectedTree.names, ExpectedTree.patterns]
                for package in packages + (media == .piksel ? ["lantern"] : []) {
                    let place = copy + "/" + demo.library.path(package)
                    try FileManager.default.createDirectory(
                        atPath: URL(filePath: place).deletingLastPathComponent().path(percentEncoded: false),
                        withIntermediateDirectories: true)
                    let copied = try await demo.run("cp", "-r", demo.path(package), place)
                    #expect(copied.succeeded, "\(copied)")
                }
                try demo.expectCopy(at: copy, without: demo.library.uncopied)
            }
        }

        @Test(
            "cp -r of what may not be read names each file and copies the rest",
            arguments: Demo.Media.services)
        func cpOfDenied(_ media: Demo.Media) async throws {
            try await Demo.mounted(media) { demo in
                let copied = try await demo.run("cp", "-r", demo.sites, demo.scratch.path + "/copy")
                #expect(copied.end == .exited(1))
                let complaints = copied.errorLines.filter { $0.contains("Permission denied") }
                #expect(complaints.count == demo.library.denied.count)
                #expect(copied.errorLines.count == complaints.count)
                try demo.expectCopy(at: demo.scratch.path + "/copy", without: [])
            }
        }

        @Test(
            "rsync -a has nothing to do the second time, nor after a remount", arguments: Demo.Media.allCases)
        func rsync(_ media: Demo.Media) async throws {
            try await Demo.mounted(media) { demo in
                let copy = demo.scratch.path + "/copy"
                let arguments =
                    ["rsync", "-ai"] + demo.library.uncopied.map { "--exclude=/\($0)" } + [
                        demo.sites + "/", copy + "/",
                    ]
                let first = try await demo.start(arguments).outcome()
                #expect(first.succeeded, "\(first)")
                #expect(first.lines.count > demo.library.readable.count / 2)
                try demo.expectCopy(at: copy, without: demo.library.uncopied)
                let second = try await demo.start(arguments).outcome()
                #expect(second.succeeded, "\(second)")
                #expect(second.lines == [])
                try await demo.unmount()
                try await demo.mount()
                let third = try await demo.start(arguments).outcome()
                #expect(third.succeeded, "\(third)")
                #expect(third.lines == [])
                // By content as well: a copy that only looks the same would pass the two above.
                let checked = try await demo.start(
                    ["rsync", "-aic"] + demo.library.uncopied.map { "--exclude=/\($0)" } + arguments.suffix(2)
                )
                .outcome()
                #expect(checked.lines == [])
                print(
                    "rsync over \(media.rawValue): \(first.lines.count) entries in \(first.duration), "
                        + "again in \(second.duration), after a remount in \(third.duration)")
            }
        }

        @Test("tar -S archives every byte", arguments: Demo.Media.allCases)
        func tar(_ media: Demo.Media) async throws {
            try await Demo.mounted(media) { demo in
                let copy = try demo.scratch.makeDirectory("copy")
                let script = "tar -C \"$1\" -S -c \"${@:3}\" . | tar -C \"$2\" -x"
                let exclusions = demo.library.uncopied.map { "--exclude=./\($0)" }
                let piped = try await demo.start(
                    ["bash", "-o", "pipefail", "-c", script, "tar", demo.sites, copy] + exclusions
                ).outcome()
                #expect(piped.succeeded, "\(piped)")
                try demo.expectCopy(at: copy, without: demo.library.uncopied)
            }
        }
    }
}

extension Demo {
    /// Compares a copy of `sites` with the sources.
    fileprivate func expectCopy(at directory: String, without excluded: [String]) throws {
        var count = 0
        for file in library.readable where !excluded.contains(where: file.path.hasPrefix) {
            let copy = FileManager.default.contents(atPath: directory + "/" + file.path)
            switch file.content {
            case .media(let path):
                #expect(copy == FileManager.default.contents(atPath: source + path), "\(file.path)")
                count += 1
            case .text(let text):
                #expect(copy == Data(text.utf8), "\(file.path)")
                count += 1
            case .json, .denied:
                continue
            }
        }
        #expect(count > 30)
        for (link, target) in library.links {
            let copied = try FileManager.default.destinationOfSymbolicLink(atPath: directory + "/" + link)
            #expect(copied == target)
        }
    }
}

import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// Every byte of every file, against where it comes from.
    @Suite struct ContentTests {
        @Test("sha256sum of every file is that of its source", arguments: Demo.Media.allCases)
        func digests(_ media: Demo.Media) async throws {
            try await Demo.mounted(media) { demo in
                let expected = try await demo.expectedDigests(in: demo.scratch.path)
                let paths = expected.keys.sorted()
                let summed = try await demo.digests(of: paths.map { demo.sites + "/" + $0 })
                #expect(summed.outcome.succeeded, "\(summed.outcome)")
                for path in paths {
                    #expect(summed.digests[demo.sites + "/" + path] == expected[path], "\(path)")
                }
                print("sha256sum over \(media.rawValue): \(paths.count) files in \(summed.outcome.duration)")
            }
        }

        @Test("cat of every file gives the source's bytes", arguments: Demo.Media.allCases)
        func cat(_ media: Demo.Media) async throws {
            try await Demo.mounted(media) { demo in
                let pairs = demo.library.readable.compactMap { file -> [String]? in
                    guard case .media(let source) = file.content else { return nil }
                    return [demo.sites + "/" + file.path, demo.source + source]
                }
                // Each reader is one cat: the way a person would look.
                let script = """
                    while [ $# -gt 0 ]; do
                        cat "$1" | cmp - "$2" || { echo "differs: $1"; exit 1; }
                        shift 2
                    done
                    """
                let compared = try await demo.start(
                    ["bash", "-o", "pipefail", "-c", script, "cat"] + pairs.flatMap(\.self)
                )
                .outcome()
                #expect(compared.succeeded, "\(compared)")
                #expect(pairs.count == (demo.service == .vhx ? 30 : 42))
            }
        }

        @Test func infoIsTheServicesJSONSortedAndReadable() async throws {
            try await Demo.mounted { demo in
                let infos = ExpectedTree.readable.compactMap { file -> [String]? in
                    guard case .json(let resource) = file.content else { return nil }
                    return [demo.sites + "/" + file.path, resource]
                }
                // Asked of the service with a sign-in of the test's own.
                let script = """
                    import json, os, sys, urllib.parse, urllib.request
                    api = os.environ['VIDFS_API_URL']
                    form = {'grant_type': 'password', 'client_id': os.environ['VIDFS_CLIENT_ID'],
                        'client_secret': os.environ['VIDFS_CLIENT_SECRET'],
                        'username': os.environ['VIDFS_USERNAME'], 'password': os.environ['VIDFS_PASSWORD']}
                    with urllib.request.urlopen(api + '/oauth/token', urllib.parse.urlencode(form).encode()) as answer:
                        token = json.load(answer)['access_token']
                    def ordered(pairs):
                        keys = [key for key, _ in pairs]
                        assert keys == sorted(keys), keys
                        return dict(pairs)
                    for path, resource in zip(sys.argv[1::2], sys.argv[2::2]):
                        request = urllib.request.Request(api + resource, headers={'Authorization': 'Bearer ' + token})
                        with urllib.request.urlopen(request) as answer:
                            told = json.load(answer)
                        text = open(path, encoding='utf-8').read()
                        assert json.loads(text, object_pairs_hook=ordered) == told, path
                        assert text.endswith('}\\n') and not text.endswith('\\n\\n'), path
                        assert text.count('\\n') > 5, path + ' is not pretty-printed'
                        assert len(text.encode()) == os.stat(path).st_size, path
                    print(len(sys.argv) // 2)
                    """
                let compared = try await demo.python(script, infos.flatMap(\.self))
                #expect(compared.lines == ["\(infos.count)"], "\(compared)")
                #expect(infos.count == 28)
            }
        }

        @Test func infoOfAContentIsThePlatformsDocumentAndWhatBelongsToIt() async throws {
            try await Demo.mounted(.piksel) { demo in
                let infos = [
                    demo.path(ExpectedTree.film) + "/info.json", "harbour:v1",
                    demo.path(ExpectedTree.harbour) + "/info.json", "harbour:p1",
                    demo.sites + "/lantern/Tides/S01E02 Flow/info.json", "lantern:tides-1-2",
                    demo.sites + "/lantern/Water/The Crossing (2014)/info.json", "lantern:crossing",
                ]
                let script = """
                    import json, subprocess, sys
                    vidfs = sys.argv[1]
                    for path, ref in zip(sys.argv[2::2], sys.argv[3::2]):
                        answer = subprocess.run([vidfs, 'api', '/data/contents/' + ref, '-f', 'owner=' + ref.split(':')[0]],
                            check=True, capture_output=True).stdout
                        told = json.loads(answer)['contents'][0]
                        shown = json.load(open(path, encoding='utf-8'))
                        assert {key: shown[key] for key in told} == told, path
                        added = set(shown) - set(told)
                        assert added <= {'assets', 'categories', 'parents'}, added
                        assert all(asset['contentRef'] == ref for asset in shown['assets']), path
                        print(ref, len(shown['assets']), [parent['title'] for parent in shown.get('parents', [])])
                    """
                let compared = try await demo.python(script, [Requirements.vidfs] + infos)
                #expect(
                    compared.lines == [
                        "harbour:v1 14 ['Harbour Lights']", "harbour:p1 3 []",
                        "lantern:tides-1-2 1 ['Season 1', 'Tides']", "lantern:crossing 5 []",
                    ], "\(compared)")
            }
        }

        @Test(
            "a size is the number of bytes that reading gives, before and after",
            arguments: Demo.Media.allCases)
        func sizes(_ media: Demo.Media) async throws {
            try await Demo.mounted(media) { demo in
                let paths = demo.library.readable.map { demo.sites + "/" + $0.path }
                let script = """
                    import os, sys
                    for path in sys.argv[1:]:
                        before = os.stat(path).st_size
                        with open(path, 'rb') as file: length = len(file.read())
                        after = os.stat(path).st_size
                        if not before == length == after: print(path, before, length, after)
                    """
                let measured = try await demo.python(
                    script, paths + [demo.sites + "/" + demo.library.playlist])
                #expect(measured.succeeded, "\(measured)")
                #expect(measured.lines == [])
            }
        }
    }
}

extension Demo {
    /// What every readable file must hash to, by its path below `sites`.
    fileprivate func expectedDigests(in directory: String) async throws -> [String: String] {
        var sources: [String: String] = [:]
        var texts = [
            library.playlist: ExpectedTree.playlistText(
                cdn: (nginx?.link.base ?? origin.cdnAddress) + (service == .piksel ? "/open" : ""))
        ]
        for file in library.readable {
            switch file.content {
            case .media(let path): sources[file.path] = source + path
            case .text(let text): texts[file.path] = text
            case .json, .denied: continue
            }
        }
        for (number, entry) in texts.enumerated() {
            let file = "\(directory)/expected-\(number)"
            try entry.value.write(toFile: file, atomically: true, encoding: .utf8)
            sources[entry.key] = file
        }
        let digests = try await digests(of: Array(Set(sources.values))).digests
        return sources.compactMapValues { digests[$0] }
    }

    /// What `sha256sum` says of files, by their paths.
    func digests(of paths: [String]) async throws -> (digests: [String: String], outcome: Outcome) {
        let outcome = try await start(["sha256sum", "--zero", "--"] + paths).outcome()
        let pairs = outcome.text.split(separator: "\0").map { ($0.dropFirst(66), $0.prefix(64)) }
        return (Dictionary(pairs.map { (String($0), String($1)) }) { first, _ in first }, outcome)
    }
}

import DemoOrigin
import Foundation
import Testing

extension SystemTests {
    /// Mounts that cannot come about: the exit code, and one sentence that helps.
    @Suite struct MountFailureTests {
        /// One thing that is wrong.
        struct Case: Sendable, CustomTestStringConvertible {
            let what: String
            let status: Int32
            /// Words of which the sentence must have one: what to do about it.
            let remedies: [String]
            var environment: [String: String] = [:]
            var flags: [String] = []
            var prepare: @Sendable (Demo) throws -> Void = { _ in }

            var testDescription: String { what }
        }

        private static let signIn = [
            Case(
                what: "a wrong password", status: 77, remedies: ["password", "vidfs login"],
                environment: ["VIDFS_PASSWORD": "wrong"]),
            Case(
                what: "a wrong client", status: 77, remedies: ["client"],
                environment: ["VIDFS_CLIENT_SECRET": "wrong"]),
            Case(
                what: "no user", status: 77, remedies: ["username", "vidfs login"],
                environment: ["VIDFS_USERNAME": "", "VIDFS_PASSWORD": ""]),
            Case(
                what: "402 for the account", status: 77,
                remedies: ["check", "login", "buy", "another account"],
                prepare: {
                    $0.origin.faults.add(DemoFault(on: .api, matching: "/me$", times: .max, .status(402)))
                }),
            Case(
                what: "403 for the account", status: 77,
                remedies: ["check", "login", "buy", "another account"],
                prepare: {
                    $0.origin.faults.add(DemoFault(on: .api, matching: "/me$", times: .max, .status(403)))
                }),
        ]

        private static let service = [
            Case(
                what: "a connection that is refused", status: 69, remedies: ["check", "network"],
                environment: ["VIDFS_API_URL": "http://127.0.0.1:9"]),
            Case(
                what: "a connection that is closed at once", status: 69, remedies: ["check", "network"],
                prepare: { $0.origin.faults.add(DemoFault(on: .api, times: .max, .closeAtConnect)) }),
            Case(
                what: "a name that nobody knows", status: 69, remedies: ["check", "network", "address"],
                environment: ["VIDFS_API_URL": "https://api.vidfs.invalid"]),
            Case(
                what: "HTML in place of a sign-in", status: 69, remedies: ["check"],
                prepare: { $0.origin.faults.add(DemoFault(on: .api, times: .max, .html)) }),
            Case(
                what: "HTML in place of the account", status: 69, remedies: ["check"],
                prepare: { $0.origin.faults.add(DemoFault(on: .api, matching: "/me$", times: .max, .html)) }),
            Case(
                what: "a spent budget", status: 75, remedies: ["later", "again", "after"],
                prepare: {
                    let fault = DemoFault.Action.status(429, headers: ["Retry-After": "1800"])
                    $0.origin.faults.add(DemoFault(on: .api, matching: "/me$", times: .max, fault))
                }),
        ]

        private static let places = [
            Case(
                what: "no mount point", status: 64, remedies: ["mkdir"],
                prepare: { try FileManager.default.removeItem(atPath: $0.mountPoint) }),
            Case(
                what: "a mount point with something in it", status: 64, remedies: ["empty"],
                prepare: { try Data().write(to: URL(filePath: $0.mountPoint + "/.hidden")) }),
            Case(
                what: "a mount point that is a file", status: 64, remedies: ["directory"],
                prepare: {
                    try FileManager.default.removeItem(atPath: $0.mountPoint)
                    try Data().write(to: URL(filePath: $0.mountPoint))
                }),
            Case(what: "an unknown flag", status: 64, remedies: ["--help"], flags: ["--frobnicate"]),
            Case(
                what: "an unknown mount option", status: 64, remedies: ["--help", "did you mean"],
                flags: ["-o", "alow_other"]),
            Case(
                what: "a secret as a mount option", status: 64, remedies: ["use"],
                flags: ["-o", "password=hunter2"]),
        ]

        private static let configuration = [
            Case(
                what: "a configuration file that is not there", status: 78, remedies: ["--config", "mend"],
                flags: ["--config", "/nonexistent/config.yaml"]),
            Case(
                what: "a configuration file that is a directory", status: 78, remedies: ["--config", "mend"],
                prepare: { try $0.scratch.makeDirectory("config/vidfs/config.yaml") }),
            Case(
                what: "a configuration that is no YAML", status: 78, remedies: ["config.yaml"],
                prepare: { try $0.configure("profiles:\n  home: [unclosed\n") }),
            Case(
                what: "a setting that does not exist", status: 78, remedies: ["did you mean"],
                prepare: { try $0.configure("profiles:\n  default:\n    usernam: x\n") }),
            Case(
                what: "a profile that does not exist", status: 78, remedies: ["home"],
                flags: ["--profile", "work"],
                prepare: { try $0.configure("profiles:\n  home:\n    username: x\n") }),
            Case(
                what: "a password that others can read", status: 78, remedies: ["chmod 600"],
                prepare: { try $0.configure("profiles:\n  default:\n    password: x\n", mode: 0o644) }),
            Case(
                what: "plain http to another machine", status: 78, remedies: ["https"],
                environment: ["VIDFS_API_URL": "http://192.0.2.1"]),
            Case(
                what: "a size that is none", status: 78, remedies: ["MiB", "size"],
                environment: ["VIDFS_MEMORY_LIMIT": "much"]),
        ]

        @Test("a mount fails because of", arguments: signIn + service + places + configuration)
        func fails(_ wrong: Case) async throws {
            try await Demo.serving { demo in
                try wrong.prepare(demo)
                let outcome = try await demo.start(
                    [Requirements.vidfs, "mount", demo.mountPoint] + wrong.flags,
                    environment: wrong.environment
                ).outcome()
                outcome.expectFailure(wrong.status, remedies: wrong.remedies)
                #expect(try !demo.isMounted)
                try await eventually("no process is left") { demo.scratch.servers.isEmpty }
                print("\(wrong.what): \(outcome.errors.trimmingCharacters(in: .newlines).suffix(200))")
            }
        }

        @Test func aSecondMountAtTheSamePlaceIsRefusedAndTheFirstGoesOn() async throws {
            try await Demo.mounted { demo in
                let second = try await demo.vidfs("mount", demo.mountPoint)
                second.expectFailure(64, remedies: ["vidfs unmount"])
                let listed = try await demo.run("ls", demo.sites)
                #expect(listed.lines == ["Harbour Films", "Patterns & Noise"])
            }
        }

        @Test func aTokenFileThatOthersCanReadIsRefusedWithTheCommandThatMendsIt() async throws {
            try await Demo.serving { demo in
                let login = try await demo.vidfs("login")
                #expect(login.succeeded, "\(login)")
                let found = try await demo.run(
                    "find", demo.scratch.path + "/state", "-type", "f", "-name", "*token*")
                let file = try #require(found.lines.first)
                try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
                let refused = try await demo.vidfs("mount", demo.mountPoint)
                refused.expectFailure(78, remedies: ["chmod 600 \(file)", "chmod 600 '\(file)'"])
                #expect(try !demo.isMounted)
                // The command is one that works.
                let mended = try await demo.run("chmod", "600", file)
                #expect(mended.succeeded)
                try await demo.mount()
            }
        }

        /// Runs a program in a mount namespace whose `/dev` has the usual files, but not the one named.
        private static let withoutDevice = """
            set -e
            mount -t tmpfs none "$1"; dev="$1"; shift
            for file in null zero full random urandom tty; do
                touch "$dev/$file"; mount --bind "/dev/$file" "$dev/$file"; done
            mount --move "$dev" /dev
            exec "$@"
            """

        @Test func withoutTheDeviceTheSentenceNamesIt() async throws {
            try await Demo.serving { demo in
                let device = try demo.scratch.makeDirectory("dev")
                let outcome = try await demo.run(
                    "unshare", "--mount", "--propagation", "private", "sh", "-c", Self.withoutDevice, "sh",
                    device,
                    Requirements.vidfs, "mount", demo.mountPoint)
                outcome.expectFailure(1, remedies: ["modprobe", "container"])
                #expect(outcome.errors.contains("/dev/fuse"))
            }
        }

        @Test func aDeviceThatIsNotTheKernelsIsAFailureToo() async throws {
            try await Demo.serving { demo in
                let outcome = try await demo.run(
                    "unshare", "--mount", "--propagation", "private", "sh", "-c",
                    "mount --bind /dev/null /dev/fuse && exec \"$@\"", "sh", Requirements.vidfs, "mount",
                    demo.mountPoint)
                outcome.expectFailure(1, remedies: ["/dev/fuse", "doctor"])
            }
        }
    }
}

extension Demo {
    /// Writes the user's `config.yaml`.
    fileprivate func configure(_ text: String, mode: Int = 0o600) throws {
        let file = try scratch.makeDirectory("config/vidfs") + "/config.yaml"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    }
}

extension Outcome {
    /// Expects an exit code, nothing on standard output, and one line on standard error that contains one of
    /// the remedies.
    func expectFailure(
        _ status: Int32, remedies: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(end == .exited(status), "\(self)", sourceLocation: sourceLocation)
        #expect(errorLines.count == 1, "\(self)", sourceLocation: sourceLocation)
        #expect(errors.hasPrefix("vidfs: "), "\(self)", sourceLocation: sourceLocation)
        #expect(remedies.contains(where: errors.contains), "\(self)", sourceLocation: sourceLocation)
        #expect(output.isEmpty, "\(self)", sourceLocation: sourceLocation)
    }
}

import DemoOrigin
import Foundation
import Testing

/// A real nginx on loopback that checks signed links with its `secure_link` module, as a CDN does.
struct NginxCDN: Sendable {
    let link: SecureLinkCDN
    private let server: RunningProgram
    private let log: String

    /// Starts a server of a directory that ``DemoLibrary/write(mediaTo:)`` filled, and returns once it
    /// listens. Configuration and logs go to the scratch directory.
    static func start(serving directory: String, in scratch: Scratch) async throws -> NginxCDN {
        let place = try scratch.makeDirectory("nginx")
        // A port found free may be taken before nginx has it: then another one is tried.
        for _ in 0..<5 {
            let port = try await freePort(scratch)
            let cdn = try start(port: port, serving: directory, at: place, in: scratch)
            let listening: Void? = try? await eventually("nginx listens", within: .seconds(10)) {
                FileManager.default.fileExists(atPath: place + "/nginx.pid")
                    || !FileManager.default.fileExists(atPath: "/proc/\(cdn.server.processIdentifier)/exe")
            }
            if listening != nil, FileManager.default.fileExists(atPath: place + "/nginx.pid") { return cdn }
            await cdn.stop()
        }
        throw NeverHappened(event: "nginx finds a free port", limit: .seconds(10))
    }

    private static func start(
        port: Int, serving directory: String, at place: String, in scratch: Scratch
    ) throws -> NginxCDN {
        let link = SecureLinkCDN(base: "http://127.0.0.1:\(port)", secret: "nginx-link-secret")
        let configuration = """
            daemon off;
            worker_processes 1;
            pid \(place)/nginx.pid;
            error_log \(place)/error.log;
            user root;
            events { worker_connections 256; }
            http {
                log_format plain '$status $request_method $request_uri range=$http_range '
                    'authorization=$http_authorization sent=$body_bytes_sent';
                access_log \(place)/access.log plain;
                client_body_temp_path \(place)/body;
                proxy_temp_path \(place)/proxy;
                fastcgi_temp_path \(place)/fastcgi;
                uwsgi_temp_path \(place)/uwsgi;
                scgi_temp_path \(place)/scgi;
                types { video/mp4 mp4; video/webm webm; application/x-mpegURL m3u8; text/vtt vtt; }
                default_type application/octet-stream;
                # A reader that pauses loses its connection, as at a CDN, but within a test's patience.
                send_timeout 1s;
                server {
                    listen 127.0.0.1:\(port);
                    root \(directory);
                    location /media/ {
                        secure_link $arg_md5,$arg_expires;
                        secure_link_md5 "$secure_link_expires$uri \(link.secret)";
                        if ($secure_link = "") { return 403; }
                        if ($secure_link = "0") { return 410; }
                    }
                    location ~ ^/hls/[0-9]+/master\\.m3u8$ {
                        secure_link $arg_md5,$arg_expires;
                        secure_link_md5 "$secure_link_expires$uri \(link.secret)";
                        if ($secure_link = "") { return 403; }
                        if ($secure_link = "0") { return 410; }
                    }
                }
            }
            """
        try configuration.write(toFile: place + "/nginx.conf", atomically: true, encoding: .utf8)
        let environment = ["PATH": Requirements.searchPath.joined(separator: ":")]
        let server = try RunningProgram(
            ["nginx", "-c", place + "/nginx.conf", "-p", place], environment: environment, scratch: scratch)
        return NginxCDN(link: link, server: server, log: place + "/access.log")
    }

    private static func freePort(_ scratch: Scratch) async throws -> Int {
        let script = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"
        let environment = ["PATH": Requirements.searchPath.joined(separator: ":")]
        let outcome = try await RunningProgram(
            ["python3", "-c", script], environment: environment, scratch: scratch
        ).outcome()
        return try #require(Int(outcome.text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    /// One line per request: status, method, target, `range=`, `authorization=`, `sent=`.
    var requests: [String] {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    func stop() async {
        server.signal(SIGTERM)
        _ = try? await server.outcome(within: .seconds(10))
    }
}

import Foundation
import Glibc

/// A client that shows what is on the wire: no redirects, no cache, no repair, one connection per request.
struct HTTPClient: Sendable {
    /// Such as `http://127.0.0.1:8080`.
    let base: String

    struct Reply: Sendable {
        /// `nil` when the connection ended before a status line.
        var status: Int?
        /// By lower-case name.
        var headers: [String: String] = [:]
        var body: [UInt8] = []
        /// Whether the server closed the connection, rather than the client losing patience.
        var isClosed = false

        var text: String { String(decoding: body, as: UTF8.self) }

        subscript(_ name: String) -> String? { headers[name.lowercased()] }

        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
        }

        var array: [[String: Any]] {
            (try? JSONSerialization.jsonObject(with: Data(body))) as? [[String: Any]] ?? []
        }
    }

    struct Failure: Error {
        let call: String
        let code: CInt
    }

    /// Sends a request and reads until the server closes the connection, or hangs up after `limit` bytes of
    /// the body.
    func send(
        _ method: String = "GET", _ target: String, headers: [String: String] = [:], body: String = "",
        limit: Int = .max
    ) async throws -> Reply {
        let port = base.split(separator: ":").last.flatMap { UInt16($0) } ?? 0
        var lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"]
        lines += headers.map { "\($0.key): \($0.value)" }
        if !body.isEmpty { lines.append("Content-Length: \(body.utf8.count)") }
        let request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try Self.exchange(request, port: port, limit: limit) })
            }
        }
    }

    private static func exchange(_ request: [UInt8], port: UInt16, limit: Int) throws -> Reply {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(call: "socket", code: errno) }
        defer { close(descriptor) }
        // A limit for a server that never answers: far above what an answer takes.
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failure(call: "connect", code: errno) }
        // A connection that the server closed at once may refuse this; what it sent shows in the reply.
        unsafe _ = request.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        return read(descriptor, limit: limit)
    }

    private static func read(_ descriptor: CInt, limit: Int) -> Reply {
        var received: [UInt8] = []
        var bodyStart: Int?
        var isClosed = false
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while received.count - (bodyStart ?? received.count) < limit {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
            }
            if count <= 0 {
                isClosed = count == 0 || errno == ECONNRESET
                break
            }
            received += buffer[..<count]
            if bodyStart == nil { bodyStart = received.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound }
        }
        return parse(received, bodyStart: bodyStart, isClosed: isClosed)
    }

    private static func parse(_ bytes: [UInt8], bodyStart: Int?, isClosed: Bool) -> Reply {
        guard let bodyStart else { return Reply(isClosed: isClosed) }
        let lines = String(decoding: bytes[..<bodyStart], as: UTF8.self).split(separator: "\r\n")
        var reply = Reply(body: Array(bytes[bodyStart...]), isClosed: isClosed)
        reply.status = lines.first.flatMap { Int($0.split(separator: " ")[1]) }
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            reply.headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        return reply
    }
}

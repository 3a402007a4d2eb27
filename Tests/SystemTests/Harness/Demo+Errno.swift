import Testing

extension Demo {
    /// Expects what a call of Python on `path` leaves in `errno`: its name, or `OK`.
    func expect(
        _ errno: String, of call: String, _ path: String, within limit: Duration = .seconds(45),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let found = try await self.errno(call, path, within: limit)
        #expect(found == errno, "\(call) on \(path)", sourceLocation: sourceLocation)
    }

    /// What a call of Python on `path` leaves in `errno`: its name, or `OK`.
    func errno(_ call: String, _ path: String, within limit: Duration = .seconds(45)) async throws -> String {
        let script = """
            import errno, os, sys
            path = sys.argv[1]
            try:
                \(call)
                print('OK')
            except OSError as error: print(errno.errorcode[error.errno])
            """
        let outcome = try await python(script, [path], within: limit)
        let names = ["EOPNOTSUPP": "ENOTSUP"]
        let name = outcome.lines.last ?? "nothing: \(outcome.errors)"
        return names[name] ?? name
    }
}

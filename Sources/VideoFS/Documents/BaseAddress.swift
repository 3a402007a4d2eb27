/// An address against which others are resolved (RFC 3986, section 5.2).
///
/// Works on bytes, and never decodes, encodes or reorders them: a signature covers the address as it is.
struct BaseAddress {
    private let scheme: ArraySlice<UInt8>
    /// With its two slashes.
    private let authority: ArraySlice<UInt8>
    private let path: ArraySlice<UInt8>
    /// With its question mark.
    private let query: ArraySlice<UInt8>

    /// - Parameter address: `nil` is made of those without a scheme or a host. A fragment is dropped.
    init?(_ address: String) {
        let parts = Parts(Array(address.utf8)[...])
        // Two bytes would be the slashes alone.
        guard !parts.scheme.isEmpty, parts.authority.count > 2 else { return nil }
        self.scheme = parts.scheme
        self.authority = parts.authority
        self.path = parts.path
        self.query = parts.query
    }

    /// Resolves strictly (section 5.2.2). A reference that has a scheme is absolute, and stays untouched.
    ///
    /// - Parameter reference: any bytes; none of them can make it fail.
    /// - Returns: an absolute address.
    func resolve(_ reference: ArraySlice<UInt8>) -> [UInt8] {
        let parts = Parts(reference)
        guard parts.scheme.isEmpty else { return Array(reference) }
        var result = Array(scheme)
        if !parts.authority.isEmpty {
            result += parts.authority
            result += Self.withoutDots(parts.path)
            result += parts.query
        } else {
            result += authority
            if parts.path.isEmpty {
                result += path
                result += parts.query.isEmpty ? query : parts.query
            } else {
                result += Self.withoutDots(parts.path.first == .slash ? parts.path : merged(parts.path))
                result += parts.query
            }
        }
        return result + parts.fragment
    }

    /// Puts the reference in place of what follows the last slash (section 5.2.3).
    private func merged(_ reference: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let slash = path.lastIndex(of: .slash) else { return [.slash] + reference }
        return path[...slash] + reference
    }

    /// Takes out the segments `.` and `..` (section 5.2.4) of a path that is empty or begins with a slash,
    /// as all do behind a host.
    private static func withoutDots(_ path: ArraySlice<UInt8>) -> [UInt8] {
        var kept: [ArraySlice<UInt8>] = []
        let segments = path.split(separator: .slash, omittingEmptySubsequences: false).dropFirst()
        for (segment, position) in zip(segments, 1...) {
            let isUp = segment.elementsEqual("..".utf8)
            guard isUp || segment.elementsEqual(".".utf8) else {
                kept.append(segment)
                continue
            }
            if isUp { _ = kept.popLast() }
            // At the end a dot names the directory itself.
            if position == segments.count { kept.append([]) }
        }
        return kept.reduce(into: []) { $0 += CollectionOfOne(.slash) + $1 }
    }
}

extension BaseAddress {
    /// The five components of an address (section 3), each with the mark that sets it apart, so that an
    /// absent one is empty and a present one is not. Together they are the address.
    private struct Parts {
        /// With its colon.
        let scheme: ArraySlice<UInt8>
        /// With its two slashes.
        let authority: ArraySlice<UInt8>
        let path: ArraySlice<UInt8>
        /// With its question mark.
        let query: ArraySlice<UInt8>
        /// With its hash sign.
        let fragment: ArraySlice<UInt8>

        init(_ address: ArraySlice<UInt8>) {
            let isMark: (UInt8) -> Bool = { $0 == .slash || $0 == .questionMark || $0 == .hashSign }
            var rest = address
            self.scheme = Self.scheme(of: address)
            rest = rest[scheme.endIndex...]
            if rest.starts(with: [.slash, .slash]) {
                self.authority = rest.prefix(2) + rest.dropFirst(2).prefix { !isMark($0) }
                rest = rest.dropFirst(authority.count)
            } else {
                self.authority = []
            }
            self.path = rest.prefix { $0 != .questionMark && $0 != .hashSign }
            rest = rest[path.endIndex...]
            self.query = rest.prefix { $0 != .hashSign }
            self.fragment = rest[query.endIndex...]
        }

        /// A letter, then letters, digits, `+`, `-` and `.`, then a colon. Without this care the file
        /// `12:30.ts` would be taken for an address.
        private static func scheme(of address: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
            let name = address.prefix { byte in
                isLetter(byte) || byte.isDigit || "+-.".utf8.contains(byte)
            }
            guard let first = name.first, isLetter(first), name.endIndex < address.endIndex,
                address[name.endIndex] == UInt8(ascii: ":")
            else { return address.prefix(0) }
            return address.prefix(name.count + 1)
        }

        private static func isLetter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
    }
}

extension UInt8 {
    fileprivate static let slash = UInt8(ascii: "/")
    fileprivate static let questionMark = UInt8(ascii: "?")
    fileprivate static let hashSign = UInt8(ascii: "#")
}

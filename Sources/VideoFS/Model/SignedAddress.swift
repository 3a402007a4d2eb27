/// An address that grants access to whoever holds it.
///
/// Printing, interpolating or dumping it shows scheme, host and path only, so that it cannot reach a
/// log, an error or a status document by accident. Only the request that spends it reads ``secret``.
struct SignedAddress: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    let secret: String

    init(_ secret: String) {
        self.secret = secret
    }

    /// The address with all that can carry a signature cut off.
    var description: String {
        let bare = secret.prefix { $0 != "?" && $0 != "#" }
        guard let schemeEnd = bare.firstRange(of: "://") else { return "…" }
        let rest = bare[schemeEnd.upperBound...]
        // A user part (`https://user:word@host/`) is a secret too.
        let host = rest.prefix { $0 != "/" }
        guard let at = host.lastIndex(of: "@") else {
            return bare.endIndex < secret.endIndex ? bare + "?…" : String(bare)
        }
        return bare[..<schemeEnd.upperBound] + rest[rest.index(after: at)...] + "?…"
    }

    var debugDescription: String { description }

    var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}

/// A word that nobody but the service it is meant for may see.
///
/// Printing, interpolating or dumping it shows dots, so that it cannot reach a log, an error or a status
/// document by accident. Only what sends it reads ``value``.
struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable, ExpressibleByStringLiteral
{
    let value: String

    init(_ value: String) {
        self.value = value
    }

    init(stringLiteral value: String) {
        self.value = value
    }

    var description: String { "•••" }

    var debugDescription: String { description }

    var customMirror: Mirror { Mirror(self, children: [:]) }
}

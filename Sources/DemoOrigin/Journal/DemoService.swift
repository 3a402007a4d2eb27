/// The services of the origin: ``api`` and ``cdn``, or the three of the platform and ``cdn``.
public enum DemoService: String, Sendable, Hashable, Codable {
    case api
    case cdn
    case registry
    case identity
    case metadata
}

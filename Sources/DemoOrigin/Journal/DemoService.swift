/// The two services of the origin.
public enum DemoService: String, Sendable, Hashable, Codable {
    case api
    case cdn
}

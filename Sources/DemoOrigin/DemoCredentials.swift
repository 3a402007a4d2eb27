/// What signs in: an application and a user.
public struct DemoCredentials: Sendable, Hashable {
    /// The user of ``DemoOrigin/Configuration`` unless another is set.
    public static let demoUsername = "viewer@demo.example"
    /// The same for ``DemoProvider/piksel``: `DOMAIN\\USER`.
    public static let demoPikselUsername = "demo\\viewer"

    public let clientID: String
    public let clientSecret: String
    public let username: String
    public let password: String
}

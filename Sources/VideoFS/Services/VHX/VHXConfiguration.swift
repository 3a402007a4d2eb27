/// What is needed to speak to a VHX service.
struct VHXConfiguration: Sendable {
    /// The API's base address.
    var apiAddress = "https://api.vhx.tv"
    /// The registered application.
    var clientID: String?
    var clientSecret: Secret?
    /// The user.
    var username: String?
    var password: Secret?
    /// Tokens of a sign-in that exists already.
    var accessToken: Secret?
    var refreshToken: Secret?
    /// Requests per hour that may be spent; `nil` leaves it to the service, else
    /// ``VHXConfiguration/documentedLimit``.
    var requestLimit: Int?
    /// Whether plain http may leave this machine.
    var allowInsecureHTTP = false
    /// Where the sign-in is kept between runs; `nil` keeps it in memory.
    var stateDirectory: String?
    /// Where requests are counted over restarts; `nil` counts them in memory.
    var requests: RequestLedger.Place?

    /// Requests per hour and user (the documentation of 2014, "Rate Limits").
    static let documentedLimit = 250
}

/// Why a service cannot be set up: a wrong setting or a state directory that is not private.
enum ServiceSetupError: Error, Hashable, CustomStringConvertible {
    case address(setting: String, reason: String)
    case tokens(TokenStoreError)

    var description: String {
        switch self {
        case .address(let setting, let reason): "The setting \(setting) cannot be used: \(reason)."
        case .tokens(let error): error.description
        }
    }
}

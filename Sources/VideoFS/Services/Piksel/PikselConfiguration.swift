/// What is needed to speak to a Piksel Video Platform (Palette).
struct PikselConfiguration: Sendable {
    /// The registry, which knows where every other service is.
    var registryAddress = "https://registry-euw1shared.pikselpalette.com"
    /// The tenant that is asked for first. `nil`: the owner in ``clientID``.
    var account: String?
    /// The registered application, as `owner.client_id`.
    var clientID: String?
    var clientSecret: Secret?
    /// The user, as `domain\user`; `nil` signs the application in as itself.
    var username: String?
    var password: Secret?
    /// A token of a sign-in that exists already.
    var accessToken: Secret?
    /// Requests per minute that may be spent on each of the platform's services; `nil` leaves it to them.
    var requestLimit: Int?
    /// Whether plain http may leave this machine.
    var allowInsecureHTTP = false
    /// Where the sign-in is kept between runs; `nil` keeps it in memory.
    var stateDirectory: String?
    /// Where requests are counted over restarts; `nil` counts them in memory.
    var requests: RequestLedger.Place?
    /// Whether contents that are not active, or outside of their time, are listed too.
    var showsHidden = false
    /// Whether categories are listed as packages.
    var linksCategories = true
    /// Origins (`http://cdn.example`) whose bytes may be fetched although they are not reached over https,
    /// or lie in a private network.
    var mediaOrigins: [String] = []

    /// Seconds that a token lives where the platform does not say: "the standard duration of an access
    /// session is 4 hours".
    var presumedTokenLife: Int64 = 14_400
}

extension PikselConfiguration {
    /// The configured account, else the one that the application belongs to.
    var effectiveAccount: String? {
        if let account, !account.isEmpty { return account }
        guard let clientID, let dot = clientID.firstIndex(of: "."), dot > clientID.startIndex else {
            return nil
        }
        return String(clientID[..<dot])
    }

    /// Whether a word can be an owner's name (`[A-Za-z0-9_-]+` by the platform's own pattern): it becomes a
    /// part of paths.
    static func isName(_ word: some StringProtocol) -> Bool {
        !word.isEmpty && word.utf8.count <= 200
            && word.utf8.allSatisfy { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                    || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            }
    }
}

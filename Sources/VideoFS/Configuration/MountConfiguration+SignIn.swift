extension MountConfiguration {
    /// Whether something that a sign-in may need has no value.
    ///
    /// - Parameter setting: one of the application, the user, or their secrets.
    /// - Returns: false for every other setting.
    public func lacks(_ setting: Setting) -> Bool {
        switch setting {
        case .account: account == nil
        case .clientID: clientID == nil
        case .clientSecret: clientSecret == nil
        case .username: username == nil
        case .password: password == nil
        case .accessToken: accessToken == nil
        case .refreshToken: refreshToken == nil
        default: false
        }
    }

    /// Takes what a person answered. An empty answer changes nothing.
    ///
    /// - Parameters:
    ///   - setting: one of those that ``lacks(_:)`` knows.
    ///   - answer: the text as typed.
    public mutating func fill(_ setting: Setting, with answer: String) {
        guard !answer.isEmpty else { return }
        switch setting {
        case .account: account = answer
        case .clientID: clientID = answer
        case .clientSecret: clientSecret = Secret(answer)
        case .username: username = answer
        case .password: password = Secret(answer)
        case .accessToken: accessToken = Secret(answer)
        case .refreshToken: refreshToken = Secret(answer)
        default: preconditionFailure("nobody is asked for \(setting.name)")
        }
    }
}

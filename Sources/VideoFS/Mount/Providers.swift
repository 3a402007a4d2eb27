/// The services there are. A new one is a folder under `Services` and a line here.
enum Providers {
    /// - Throws: ``MountFailure`` with ``MountFailure/Reason/configuration`` for settings that the service
    ///   cannot be reached with.
    static func service(
        of configuration: MountConfiguration, over transport: any HTTPTransport
    ) throws(MountFailure) -> any VideoService {
        do throws(ServiceSetupError) {
            switch configuration.provider {
            case .vhx: return try VHXService(VHXConfiguration(configuration), transport: transport)
            case .piksel: return try PikselService(PikselConfiguration(configuration), transport: transport)
            }
        } catch {
            throw MountFailure(reason: .configuration, description: error.description)
        }
    }
}

extension MountConfiguration {
    /// What tells one account of the provider from another: the mount's `<provider>:<account>` says it.
    var accountLabel: String { username ?? account ?? profile }

    /// Beside the profiles' sign-ins, so that two profiles of one account have one count.
    fileprivate var requests: RequestLedger.Place {
        .init(directory: stateDirectory, provider: provider.rawValue, account: accountLabel)
    }
}

extension VHXConfiguration {
    init(_ configuration: MountConfiguration) {
        self.init()
        apiAddress = configuration.apiURL
        clientID = configuration.clientID
        clientSecret = configuration.clientSecret
        username = configuration.username
        password = configuration.password
        accessToken = configuration.accessToken
        refreshToken = configuration.refreshToken
        requestLimit = configuration.requestLimit
        allowInsecureHTTP = configuration.allowInsecureHTTP
        stateDirectory = "\(configuration.stateDirectory)/\(configuration.profile)"
        requests = configuration.requests
    }
}

extension PikselConfiguration {
    init(_ configuration: MountConfiguration) {
        self.init()
        registryAddress = configuration.registryURL
        account = configuration.account
        clientID = configuration.clientID
        clientSecret = configuration.clientSecret
        username = configuration.username
        password = configuration.password
        accessToken = configuration.accessToken
        // Set by the hour, as every limit; the platform's is by the minute.
        requestLimit = configuration.requestLimit.map { max(1, $0 / 60) }
        allowInsecureHTTP = configuration.allowInsecureHTTP
        stateDirectory = "\(configuration.stateDirectory)/\(configuration.profile)"
        requests = configuration.requests
        showsHidden = configuration.showsHidden
        linksCategories = configuration.linksCategories
    }
}

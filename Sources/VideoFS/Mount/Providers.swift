/// The services there are. A new one is a folder under `Services` and a line here.
enum Providers {
    /// - Throws: ``MountFailure`` with ``MountFailure/Reason/configuration`` for settings that the service
    ///   cannot be reached with.
    static func service(
        of configuration: MountConfiguration, over transport: any HTTPTransport
    ) throws(MountFailure) -> any VideoService {
        switch configuration.provider {
        case .vhx:
            do throws(ServiceSetupError) {
                return try VHXService(VHXConfiguration(configuration), transport: transport)
            } catch {
                throw MountFailure(reason: .configuration, description: error.description)
            }
        case .piksel:
            throw MountFailure(
                reason: .configuration,
                description: "the provider piksel is not part of this release; set provider to vhx")
        }
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
    }
}

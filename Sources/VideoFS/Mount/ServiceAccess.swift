internal import Foundation

/// What commands ask of a service without a mount.
public enum ServiceAccess {
    /// A sign-in that worked.
    public struct SignedIn: Sendable, Hashable {
        /// As the service names it.
        public var account: String
        /// Why it ends with this process: a sentence. `nil` where the tokens are stored.
        public var warning: String?
    }

    /// Signs in, and stores the tokens (never the password).
    ///
    /// - Returns: who that is, also where nothing could be stored.
    /// - Throws: ``MountFailure``.
    public static func signIn(_ configuration: MountConfiguration) async throws(MountFailure) -> SignedIn {
        try await withService(of: configuration) { service, _ async throws(ServiceError) in
            let account = try await service.signInAnew()
            return SignedIn(
                account: account.name ?? configuration.username ?? configuration.profile,
                warning: service.condition.signInWarning)
        }
    }

    /// Sends one authorised request.
    ///
    /// - Parameters:
    ///   - configuration: every setting.
    ///   - method: `GET`, `POST`, `PUT`, `DELETE` or `HEAD`.
    ///   - path: below the service's address, or an address of the service itself.
    ///   - fields: sent in the query of a `GET`, in a form otherwise.
    /// - Returns: status and body, also where the service refused.
    /// - Throws: ``MountFailure`` where there is no answer.
    public static func request(
        _ configuration: MountConfiguration, method: String, path: String, fields: [(String, String)]
    ) async throws(MountFailure) -> (status: Int, body: [UInt8]) {
        return try await withService(of: configuration) { service, _ async throws(ServiceError) in
            try await service.raw(method: method, path: path, fields: fields)
        }
    }

    /// Looks at the service as a mount would find it.
    public static func check(_ configuration: MountConfiguration) async -> [DoctorFinding] {
        do throws(MountFailure) {
            return try await withService(of: configuration) { service, transport async throws(ServiceError) in
                await ServiceDoctor(service: service, transport: transport).findings()
            }
        } catch {
            return [
                DoctorFinding(check: "service", outcome: .failure, detail: error.description, remedy: nil)
            ]
        }
    }

    private static func withService<Value: Sendable>(
        of configuration: MountConfiguration,
        _ body: (any VideoService, ClientTransport) async throws(ServiceError) -> Value
    ) async throws(MountFailure) -> Value {
        let transport = try ClientTransport(configuration)
        let outcome: Result<Value, MountFailure>
        do throws(MountFailure) {
            let service = try Providers.service(of: configuration, over: transport)
            do throws(ServiceError) {
                outcome = .success(try await body(service, transport))
            } catch {
                throw MountFailure(error)
            }
        } catch {
            outcome = .failure(error)
        }
        await transport.shutdown()
        return try outcome.get()
    }
}

/// One thing that was looked at, and how to mend it.
public struct DoctorFinding: Sendable, Hashable {
    public enum Outcome: Sendable, Hashable {
        case ok
        case warning
        case failure
    }

    public var check: String
    public var outcome: Outcome
    public var detail: String
    public var remedy: String?

    public init(check: String, outcome: Outcome, detail: String, remedy: String? = nil) {
        self.check = check
        self.outcome = outcome
        self.detail = detail
        self.remedy = remedy
    }
}

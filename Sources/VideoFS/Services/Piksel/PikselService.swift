internal import Synchronization

/// A video library kept on the Piksel Video Platform (Palette, "Sequoia"): a registry that knows where the
/// services are, an identity service that lets in, and a metadata service with contents, categories and
/// assets.
final class PikselService: VideoService {
    let provider = "piksel"
    var address: String { platform.registry.policy.service.text }
    let account: String
    let platform: PikselPlatform
    let documents: PublicDocuments
    let links: LinkPolicy
    let rules: ShapeRules
    /// The user's name as configured, else the application's.
    let configuredName: String?
    private let paths = PikselPathMemory()
    private let libraries = Mutex<[SiteID: PikselLibrary]>([:])
    let session = Mutex(Session())

    /// What the last look at the sign-in said.
    struct Session {
        var verification: PikselVerification?
        var titles: [String: String] = [:]
    }

    /// - Parameters:
    ///   - configuration: addresses and secrets.
    ///   - transport: the way to the network.
    ///   - time: the clocks.
    ///   - retry: when to ask again.
    /// - Throws: ``ServiceSetupError`` for settings that cannot work, or for stored tokens that others may
    ///   read.
    init(
        _ configuration: PikselConfiguration, transport: any HTTPTransport, time: TimeAndChance = .system,
        retry: RetryPolicy = RetryPolicy()
    ) throws(ServiceSetupError) {
        guard let account = configuration.effectiveAccount else {
            throw .address(setting: "account", reason: "it is not set")
        }
        guard PikselConfiguration.isName(account) else {
            throw .address(setting: "account", reason: "it may hold letters, digits, - and _ only")
        }
        let policy: AddressPolicy
        do throws(HTTPError) {
            policy = try AddressPolicy(
                service: configuration.registryAddress, allowInsecureHTTP: configuration.allowInsecureHTTP)
        } catch { throw .address(setting: "registry-url", reason: "\(error)") }
        self.account = account
        links = LinkPolicy(
            policy: policy, allowInsecureHTTP: configuration.allowInsecureHTTP,
            origins: configuration.mediaOrigins)
        platform = try PikselPlatform(
            configuration, account: account, policy: policy, transport: transport, time: time, retry: retry)
        documents = PublicDocuments(policy: links.policy, transport: transport, retry: retry, time: time)
        rules = ShapeRules(configuration)
        configuredName = configuration.username ?? configuration.clientID
    }

    /// What is known of a tenant; made when it is first asked about.
    func library(of site: SiteID) throws(ServiceError) -> PikselLibrary {
        guard PikselConfiguration.isName(site.rawValue) else { throw .notFound }
        return libraries.withLock { libraries in
            if let library = libraries[site] { return library }
            let metadata = TenantMetadata(platform: platform, tenant: site, paths: paths)
            let library = PikselLibrary(metadata: metadata, rules: rules, time: platform.time)
            libraries[site] = library
            return library
        }
    }

    var condition: ServiceCondition {
        var condition = platform.condition
        if let verification = session.withLock({ $0.verification }) {
            condition.session = ServiceSession(
                user: verification.user ?? configuredName, expiresAt: verification.expiresAt,
                sites: verification.tenants ?? [])
        }
        return condition
    }

    // MARK: - VideoService

    func signInAnew() async throws(ServiceError) -> AccountRecord {
        _ = try await platform.tokens.signInAnew()
        return try await readAccount()
    }

    func account(
        ifChangedSince validators: Validators?
    ) async throws(ServiceError) -> Fetched<AccountRecord> {
        .modified(try await readAccount(), nil)
    }

    func site(
        _ id: SiteID, ifChangedSince validators: Validators?
    ) async throws(ServiceError) -> Fetched<SiteRecord> {
        let title = session.withLock { $0.titles[id.rawValue] }
        return try await library(of: id).site(titled: title, ifChangedSince: validators)
    }

    func package(
        _ id: PackageID, ifChangedSince validators: Validators?
    ) async throws(ServiceError) -> Fetched<PackageRecord> {
        guard let slash = id.rawValue.firstIndex(of: "/") else { throw .notFound }
        let site = Self.owner(of: id.rawValue[id.rawValue.index(after: slash)...])
        return try await library(of: site).package(id, ifChangedSince: validators)
    }

    func video(
        _ id: VideoID, ifChangedSince validators: Validators?
    ) async throws(ServiceError) -> Fetched<VideoRecord> {
        guard TenantMetadata.isRef(id.rawValue) else { throw .notFound }
        return try await library(of: Self.owner(of: id.rawValue)).video(id, ifChangedSince: validators)
    }

    /// The tenant of a ref (`owner:name`), or of a tenant's name.
    static func owner(of ref: some StringProtocol) -> SiteID {
        SiteID(rawValue: String(ref.prefix { $0 != ":" }))
    }
}

extension ShapeRules {
    fileprivate init(_ configuration: PikselConfiguration) {
        self.init()
        showsHidden = configuration.showsHidden
        linksCategories = configuration.linksCategories
    }
}

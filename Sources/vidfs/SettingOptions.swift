internal import ArgumentParser
internal import VideoFS

/// Every setting that has a flag. Secrets have none, since a process list shows flags.
struct SettingOptions: ParsableArguments {
    @Option(help: .setting(.profile))
    var profile: String?

    @Option(help: ArgumentHelp("Another configuration file", valueName: "file"))
    var config: String?

    @Option(name: .setting(.provider), help: .setting(.provider))
    var provider: String?

    @Option(name: .setting(.apiURL), help: .setting(.apiURL))
    var apiURL: String?

    @Option(name: .setting(.registryURL), help: .setting(.registryURL))
    var registryURL: String?

    @Option(name: .setting(.account), help: .setting(.account))
    var account: String?

    @Option(name: .setting(.clientID), help: .setting(.clientID))
    var clientID: String?

    @Option(name: .setting(.username), help: .setting(.username))
    var username: String?

    @Option(name: .setting(.readAhead), help: .setting(.readAhead))
    var readAhead: String?

    @Option(name: .setting(.memoryLimit), help: .setting(.memoryLimit))
    var memoryLimit: String?

    @Option(name: .setting(.cacheDirectory), help: .setting(.cacheDirectory))
    var cacheDirectory: String?

    @Option(name: .setting(.stateDirectory), help: .setting(.stateDirectory))
    var stateDirectory: String?

    @Option(name: .setting(.metadataTTL), help: .setting(.metadataTTL))
    var metadataTTL: String?

    @Option(name: .setting(.requestLimit), help: .setting(.requestLimit))
    var requestLimit: String?

    @Option(name: .setting(.names), help: .setting(.names))
    var names: String?

    @Flag(name: .setting(.allowOther), inversion: .prefixedNo, help: .setting(.allowOther))
    var allowOther: Bool?

    @Option(name: .setting(.uid), help: .setting(.uid))
    var uid: String?

    @Option(name: .setting(.gid), help: .setting(.gid))
    var gid: String?

    @Option(name: .setting(.umask), help: .setting(.umask))
    var umask: String?

    @Option(name: .setting(.logLevel), help: .setting(.logLevel))
    var logLevel: String?

    @Option(name: .setting(.logFormat), help: .setting(.logFormat))
    var logFormat: String?

    @Option(name: .setting(.proxy), help: .setting(.proxy))
    var proxy: String?

    @Option(name: .setting(.caCertificate), help: .setting(.caCertificate))
    var caCertificate: String?

    @Flag(name: .setting(.allowInsecureHTTP), inversion: .prefixedNo, help: .setting(.allowInsecureHTTP))
    var allowInsecureHTTP: Bool?

    @Flag(name: .setting(.showHidden), inversion: .prefixedNo, help: .setting(.showHidden))
    var showHidden: Bool?

    @Flag(name: .setting(.categoryLinks), inversion: .prefixedNo, help: .setting(.categoryLinks))
    var categoryLinks: Bool?

    /// What was said, by setting.
    var values: [Setting: String] {
        let texts: [(Setting, String?)] = [
            (.provider, provider),
            (.apiURL, apiURL),
            (.registryURL, registryURL),
            (.account, account),
            (.clientID, clientID),
            (.username, username),
            (.readAhead, readAhead),
            (.memoryLimit, memoryLimit),
            (.cacheDirectory, cacheDirectory),
            (.stateDirectory, stateDirectory),
            (.metadataTTL, metadataTTL),
            (.requestLimit, requestLimit),
            (.names, names),
            (.allowOther, allowOther.map { $0 ? "yes" : "no" }),
            (.uid, uid),
            (.gid, gid),
            (.umask, umask),
            (.logLevel, logLevel),
            (.logFormat, logFormat),
            (.proxy, proxy),
            (.caCertificate, caCertificate),
            (.allowInsecureHTTP, allowInsecureHTTP.map { $0 ? "yes" : "no" }),
            (.showHidden, showHidden.map { $0 ? "yes" : "no" }),
            (.categoryLinks, categoryLinks.map { $0 ? "yes" : "no" }),
        ]
        return Dictionary(
            uniqueKeysWithValues: texts.compactMap { setting, text in text.map { (setting, $0) } })
    }

    /// Everything that settings of this process may come from. Flags go before mount options.
    func sources(adding options: MountOptionList? = nil) -> SettingSources {
        var sources = SettingSources.ofThisProcess()
        // The commands that print secrets must not hear of it.
        sources.environment[ReadySignal.variable] = nil
        let variables = options?.environment.filter { !$0.value.isEmpty } ?? [:]
        sources.environment.merge(variables) { $1 }
        sources.flags = values.merging(options?.settings ?? [:]) { flag, _ in flag }
        sources.profile = profile ?? sources.flags[.profile]
        sources.configurationFile = config ?? options?.configurationFile
        return sources
    }
}

extension NameSpecification {
    fileprivate static func setting(_ setting: Setting) -> NameSpecification {
        .customLong(setting.name)
    }
}

extension ArgumentHelp {
    fileprivate static func setting(_ setting: Setting) -> ArgumentHelp {
        let hasDefault = !setting.defaultText.isEmpty
        let text = hasDefault ? "\(setting.help) (default: \(setting.defaultText))" : setting.help
        return ArgumentHelp(text, valueName: setting.placeholder)
    }
}

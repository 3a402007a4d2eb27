internal import Foundation

extension MountConfiguration {
    /// Reads every setting: flag, environment, systemd credential, configuration file, default, the first
    /// that has a value.
    ///
    /// Blocks: reads files, and runs the commands that print secrets.
    ///
    /// - Throws: ``ConfigurationError`` for the first thing that is wrong.
    public static func read(_ sources: SettingSources) throws(ConfigurationError) -> MountConfiguration {
        let layers = try SettingLayers(sources)
        let values = SettingReader(layers: layers, home: sources.environment["HOME"])
        let directories = BaseDirectories(
            environment: sources.environment, runsAsRoot: sources.runsAsRoot)
        let insecure = try values.bool(.allowInsecureHTTP)
        let memoryLimit = try values.size(.memoryLimit, in: leastMemory...Int.max)
        return MountConfiguration(
            profile: layers.profile,
            configurationFile: layers.file,
            provider: try values.choice(.provider),
            apiURL: try values.address(.apiURL, allowingInsecure: insecure),
            registryURL: try values.address(.registryURL, allowingInsecure: insecure),
            account: values.text(.account),
            clientID: values.text(.clientID),
            clientSecret: try layers.secret(.clientSecret),
            username: values.text(.username),
            password: try layers.secret(.password),
            accessToken: try layers.secret(.accessToken),
            refreshToken: try layers.secret(.refreshToken),
            readAhead: try values.readAhead(within: memoryLimit),
            memoryLimit: memoryLimit,
            cacheDirectory: try values.directory(.cacheDirectory, or: directories.cache),
            stateDirectory: try values.directory(.stateDirectory, or: directories.state),
            metadataTTL: try values.duration(.metadataTTL, atMost: longestTTL),
            requestLimit: try values.number(.requestLimit, in: 1...1_000_000, "a number from 1 on"),
            names: try values.choice(.names),
            allowOther: try values.bool(.allowOther),
            uid: try values.number(.uid, in: identities, "a user number") ?? sources.owner.uid,
            gid: try values.number(.gid, in: identities, "a group number") ?? sources.owner.gid,
            umask: try values.mode(.umask),
            showsHidden: try values.bool(.showHidden),
            linksCategories: try values.bool(.categoryLinks),
            logLevel: try values.choice(.logLevel),
            logFormat: try values.choice(.logFormat),
            proxy: try values.proxy(or: sources.environment),
            caCertificate: try values.readableFile(.caCertificate),
            allowInsecureHTTP: insecure)
    }

    /// Finds out where tokens and logs are, without running a command or judging any other setting: enough
    /// to open a log before the rest is tried.
    ///
    /// - Throws: ``ConfigurationError`` when a file cannot be used or there is no such place.
    public static func stateDirectory(of sources: SettingSources) throws(ConfigurationError) -> String {
        let values = SettingReader(
            layers: try SettingLayers(sources), home: sources.environment["HOME"])
        let directories = BaseDirectories(
            environment: sources.environment, runsAsRoot: sources.runsAsRoot)
        return try values.directory(.stateDirectory, or: directories.state)
    }

    /// Two blocks are guaranteed to each of up to six cursors of a stream; with less than two such streams
    /// one viewer shuts out another.
    private static let leastMemory = 8 << 20

    /// A listing older than a month is not served by mistake of a unit.
    private static let longestTTL = Duration.seconds(30 * 86_400)

    /// All but -1, which chown(2) takes for "leave it".
    private static let identities: ClosedRange<UInt32> = 0...UInt32.max - 1
}

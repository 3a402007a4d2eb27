extension Setting {
    /// What holds when nobody says otherwise, in the form in which it could be set.
    ///
    /// `nil` where there is no such value or it depends on the system; ``defaultText`` says which.
    public var defaultValue: String? {
        switch self {
        case .provider: "vhx"
        case .apiURL: "https://api.vhx.tv"
        case .registryURL: "https://registry-euw1shared.pikselpalette.com"
        // Copies profit up to 2 × bandwidth × delay; more than this no path in sight needs.
        case .readAhead: "64MiB"
        // Four streams at full read-ahead, in a process that a small server still carries.
        case .memoryLimit: "256MiB"
        // Twelve questions an hour for a listing that is looked at all the time, of 250 to spend.
        case .metadataTTL: "5m"
        // A copy to exFAT, NTFS or a Samba share works without renaming.
        case .names: "portable"
        case .allowOther, .allowInsecureHTTP, .showHidden: "false"
        // A person looks for a film by its kind as often as by its series.
        case .categoryLinks: "true"
        // Read and enter for everybody who gets past allow-other, write for nobody.
        case .umask: "0222"
        case .logLevel: "info"
        case .logFormat: "text"
        case .profile: "default"
        case .account, .clientID, .clientSecret, .username, .password, .accessToken, .refreshToken,
            .cacheDirectory, .stateDirectory, .requestLimit, .uid, .gid, .proxy, .caCertificate:
            nil
        }
    }

    /// The default in words, for a help text; empty where there is none.
    public var defaultText: String {
        switch self {
        case .cacheDirectory: "$XDG_CACHE_HOME/vidfs"
        case .stateDirectory: "$XDG_STATE_HOME/vidfs"
        case .requestLimit: "what the service says, else 250 for vhx"
        case .uid, .gid: "the caller's"
        case .proxy: "$https_proxy"
        case .caCertificate: "the system's"
        case .allowOther, .allowInsecureHTTP, .showHidden: "off"
        case .categoryLinks: "on"
        default: defaultValue ?? ""
        }
    }

    /// One line for a help text, without a full stop.
    public var help: String {
        switch self {
        case .provider: "The service that holds the library: vhx or piksel"
        case .apiURL: "vhx: base address of the API"
        case .registryURL: "piksel: the registry from which every other service is found"
        case .account: "piksel: account name"
        case .clientID: "The registered application; piksel: owner.client_id"
        case .clientSecret: "The registered application's secret"
        case .username: "Who signs in; piksel: domain\\user, or nobody for the application itself"
        case .password: "That user's password"
        case .accessToken: "A token that exists already, instead of a sign-in"
        case .refreshToken: "A token that renews the access token"
        case .readAhead: "Upper bound of read-ahead per stream"
        case .memoryLimit: "Hard cap on the buffers of the whole process"
        case .cacheDirectory: "Where what can be fetched again is kept"
        case .stateDirectory: "Where tokens and logs are kept"
        case .metadataTTL: "How long a listing is served without asking whether it changed"
        case .requestLimit: "Requests to the service that may be spent per hour"
        case .names: "File names: portable (fit for exFAT, NTFS, Samba) or posix"
        case .allowOther: "Let other users in; needs user_allow_other in /etc/fuse.conf"
        case .uid: "Owner of every file, a number"
        case .gid: "Group of every file, a number"
        case .umask: "Permissions taken away, octal"
        case .logLevel: "trace, debug, info, notice, warning, error or critical"
        case .logFormat: "text or json, on standard error"
        case .proxy: "Proxy for everything that leaves the machine"
        case .caCertificate: "File of certificate authorities (PEM) to trust"
        case .allowInsecureHTTP: "Accept http:// addresses beyond loopback; sends tokens in the clear"
        case .showHidden: "piksel: list what is hidden, or not available now, too"
        case .categoryLinks: "piksel: list categories, with links to videos that stand elsewhere"
        case .profile: "The profile in the configuration file"
        }
    }

    /// What stands for the value in a help text: `--read-ahead <size>`.
    public var placeholder: String {
        switch self {
        case .provider, .names, .account, .profile, .username, .logFormat: "name"
        case .apiURL, .registryURL, .proxy: "address"
        case .clientID, .uid, .gid: "id"
        case .readAhead, .memoryLimit: "size"
        case .cacheDirectory, .stateDirectory: "directory"
        case .metadataTTL: "time"
        case .requestLimit: "number"
        case .umask: "mode"
        case .logLevel: "level"
        case .caCertificate: "file"
        case .clientSecret, .password, .accessToken, .refreshToken: "secret"
        case .allowOther, .allowInsecureHTTP, .showHidden, .categoryLinks: "yes|no"
        }
    }
}

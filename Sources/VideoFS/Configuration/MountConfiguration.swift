/// Everything that can be chosen about a mount, checked and complete.
///
/// ``Setting`` has the names under which each is set and the defaults. Secrets stay inside the library;
/// ``lacks(_:)`` and ``fill(_:with:)`` are for whoever asks a person for them.
public struct MountConfiguration: Sendable {
    /// The profile it was read for. Tokens are kept apart by it.
    public var profile: String

    /// The configuration file that was read, absolute; `nil` where there was none.
    public var configurationFile: String?

    // MARK: Service and account

    /// The kind of service. Default: ``Provider/vhx``.
    public var provider: Provider

    /// vhx: base address of the API, without a slash at its end. Default: the vendor's own.
    public var apiURL: String

    /// piksel: address of the registry, without a slash at its end. Every other address is found there.
    public var registryURL: String

    /// piksel: account name. No default.
    public var account: String?

    /// The registered application. piksel: `owner.client_id`. No default: none is registered for everybody.
    public var clientID: String?
    var clientSecret: Secret?

    /// The user. piksel: `domain\user`; without one the application signs in as itself.
    public var username: String?
    var password: Secret?

    /// Tokens from elsewhere, which skip the sign-in.
    var accessToken: Secret?
    var refreshToken: Secret?

    // MARK: Memory

    /// Upper bound of read-ahead per stream, in bytes: 256 KiB (one block) to ``memoryLimit``. Default:
    /// 64 MiB, for a copy over a fast and distant path; players stay far below it. A default above the
    /// memory limit is lowered to it, a chosen one is refused.
    public var readAhead: Int

    /// Hard cap on the buffers of the whole process, in bytes, at least 8 MiB: below that two readers
    /// starve each other. Default: 256 MiB.
    public var memoryLimit: Int

    // MARK: Files

    /// What can be fetched again; an absolute path. Default: `$XDG_CACHE_HOME/vidfs`.
    public var cacheDirectory: String

    /// Tokens and logs; an absolute path. Default: `$XDG_STATE_HOME/vidfs`.
    public var stateDirectory: String

    // MARK: Requests

    /// How long a listing is served without asking whether it changed. 0 asks every time. Default: 5
    /// minutes, which is 12 of 250 hourly requests for a directory that is watched all the time.
    public var metadataTTL: Duration

    /// Requests to the service per hour, at least 1. `nil`, the default, takes what the service says, and
    /// 250 where vhx says nothing: the limit it documents.
    public var requestLimit: Int?

    // MARK: What the mount looks like

    /// Default: ``Names/portable``.
    public var names: Names

    /// Whether other users are let in. Default: no, as in every FUSE filesystem.
    public var allowOther: Bool

    /// Owner and group of every file. Default: the caller's.
    public var uid: UInt32
    public var gid: UInt32

    /// Permission bits taken from directories (0555) and files (0444), at most 0777. Default: 0222.
    public var umask: UInt16

    /// piksel: whether what is hidden, or outside of its time, is listed too. Default: no.
    public var showsHidden: Bool

    /// piksel: whether categories are listed, with links to videos that stand elsewhere. Default: yes.
    public var linksCategories: Bool

    // MARK: Log

    /// Default: ``LogLevel/info``.
    public var logLevel: LogLevel

    /// Default: ``LogFormat/text``.
    public var logFormat: LogFormat

    // MARK: Network

    /// Address of the proxy, with its scheme (`http`, `https`, `socks5`); secret, since it may carry a
    /// password. Default: `https_proxy` of the environment.
    var proxy: Secret?

    /// File of certificate authorities (PEM) that are trusted, an absolute path. Default: the system's.
    public var caCertificate: String?

    /// Whether `http://` may lead beyond this machine. Default: no, since tokens would be sent in the clear.
    public var allowInsecureHTTP: Bool
}

extension MountConfiguration {
    /// The services that can be mounted.
    public enum Provider: String, CaseIterable, Sendable {
        case vhx
        case piksel
    }

    /// How titles become file names.
    public enum Names: String, CaseIterable, Sendable {
        /// Fit for exFAT, NTFS and Samba too.
        case portable
        /// Whatever Linux accepts.
        case posix
    }

    /// Raw values are those of swift-log's `Logger.Level`.
    public enum LogLevel: String, CaseIterable, Sendable {
        case trace, debug, info, notice, warning, error, critical
    }

    /// The form of log lines on standard error.
    public enum LogFormat: String, CaseIterable, Sendable {
        case text
        /// One object per line.
        case json
    }
}

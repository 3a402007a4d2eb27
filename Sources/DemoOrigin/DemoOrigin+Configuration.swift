public import Foundation

extension DemoOrigin {
    /// What the origin serves, and how strict it is.
    public struct Configuration: Sendable {
        /// The service whose API is spoken.
        public var provider = DemoProvider.vhx
        /// 0 for any port that is free; the registry's for ``DemoProvider/piksel``, whose other services take
        /// any. All servers listen on 127.0.0.1.
        public var apiPort: Int = 0
        public var cdnPort: Int = 0
        public var library: DemoLibrary = .embedded
        /// Two hours in the documentation of VHX. Whole seconds are told to the client.
        public var accessTokenLife: Duration = .seconds(7_200)
        /// How long after it was given a link may start a request: 30 s in the API's documentation.
        public var linkLife: Duration = .seconds(30)
        /// Requests per hour for VHX, 250 unless set; requests per service and minute for
        /// ``DemoProvider/piksel``, unlimited unless set. `nil` for no limit and no `X-RateLimit` headers, as
        /// both were seen to do.
        public var requestLimit: Int? {
            get { givenRequestLimit ?? (provider == .vhx ? 250 : nil) }
            set { givenRequestLimit = .some(newValue) }
        }
        /// What ``requestLimit`` is about for VHX. The platform counts by the minute.
        public var requestWindow: Duration = .seconds(3_600)
        /// Whether VHX says when the window ends (`X-RateLimit-Reset`, in seconds since 1970), as
        /// others do.
        public var tellsReset = false
        /// Gives links to another CDN instead of the origin's own, which then serves pictures and subtitles.
        public var externalCDN: SecureLinkCDN?
        /// The form of users, sites, packages and videos.
        public var shape: AnswerShape = .flat2014
        /// The form of `/videos/:id/files`.
        public var fileAnswer: FileAnswerShape = .array
        /// The clock of tokens, links, budget and dates.
        public var now: @Sendable () -> Date = { Date() }
        /// `OWNER.CLIENT` for ``DemoProvider/piksel``: `demo.vidfs-demo` unless set.
        public var clientID: String {
            get { givenClientID ?? (provider == .vhx ? "vidfs-demo" : "demo.vidfs-demo") }
            set { givenClientID = newValue }
        }
        public var clientSecret = "demo-secret"
        /// `DOMAIN\USER` for ``DemoProvider/piksel``: `demo\viewer` unless set.
        public var username: String {
            get {
                givenUsername
                    ?? (provider == .vhx
                        ? DemoCredentials.demoUsername : DemoCredentials.demoPikselUsername)
            }
            set { givenUsername = newValue }
        }
        public var password = "demo-password"
        /// The account of ``DemoProvider/piksel`` that the application belongs to. It has no content.
        public var account = "demo"
        /// Whether the registry answers 401 to who has no token, as older ones did.
        public var registryNeedsToken = false
        /// Whether media without signature need a token.
        public var mediaNeedsToken = false
        /// Whether the registry lists the CDN, as the service `media`: only then may a client show it a token.
        public var mediaIsRegistered = false

        private var givenRequestLimit: Int??
        private var givenClientID: String?
        private var givenUsername: String?

        public init() {}

        var credentials: DemoCredentials {
            DemoCredentials(
                clientID: clientID, clientSecret: clientSecret, username: username, password: password)
        }
    }
}

/// The services that the origin can be.
public enum DemoProvider: String, Sendable, Hashable, CaseIterable {
    /// One API, signed links.
    case vhx
    /// Registry, identity and metadata, each at an address of its own; media without signature.
    case piksel
}

/// The generation of the API whose resources are spoken.
public enum AnswerShape: Sendable, Hashable, CaseIterable {
    /// 2014, as documented: `files`, `videos`, `site` at the top level.
    case flat2014
    /// 2015, as recorded: children under `_embedded`, addresses under `_links`.
    case embedded2015
}

/// The form of `/videos/:id/files`, which the documentation never shows.
public enum FileAnswerShape: Sendable, Hashable, CaseIterable {
    /// An array of the files that match the query, each with `_links.source.href`.
    case array
    /// An array of all files, whatever the query.
    case unfilteredArray
    /// The first file that matches, as an object.
    case object
    /// The matching files under `_embedded.files`.
    case embeddedFiles
    /// 302 to the signed address.
    case redirect
    /// An object of delivery names and addresses: `{"hls": …, "mp4": …}`.
    case dictionary
    /// `{"uri": …}`.
    case plainAddress
    /// `[]`.
    case emptyArray
    /// An array whose files have no `_links.source`.
    case withoutSource
}

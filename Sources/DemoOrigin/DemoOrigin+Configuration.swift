public import Foundation

extension DemoOrigin {
    /// What the origin serves, and how strict it is.
    public struct Configuration: Sendable {
        /// 0 for any port that is free. Both servers listen on 127.0.0.1.
        public var apiPort: Int = 0
        public var cdnPort: Int = 0
        public var library: DemoLibrary = .embedded
        /// Two hours in the API's documentation. Whole seconds are told to the client.
        public var accessTokenLife: Duration = .seconds(7_200)
        /// How long after it was given a link may start a request: 30 s in the API's documentation.
        public var linkLife: Duration = .seconds(30)
        /// Requests per hour; `nil` for no limit and no `X-RateLimit` headers, as the service was seen to do.
        public var requestLimit: Int? = 250
        /// Gives links to another CDN instead of the origin's own, which then serves pictures and subtitles.
        public var externalCDN: SecureLinkCDN?
        /// The form of users, sites, packages and videos.
        public var shape: AnswerShape = .flat2014
        /// The form of `/videos/:id/files`.
        public var fileAnswer: FileAnswerShape = .array
        /// The clock of tokens, links, budget and dates.
        public var now: @Sendable () -> Date = { Date() }
        public var clientID = "vidfs-demo"
        public var clientSecret = "demo-secret"
        public var username = DemoCredentials.demoUsername
        public var password = "demo-password"

        public init() {}

        var credentials: DemoCredentials {
            DemoCredentials(
                clientID: clientID, clientSecret: clientSecret, username: username, password: password)
        }
    }
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

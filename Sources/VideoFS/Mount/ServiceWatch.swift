/// Tells a log what a person should know of the service, once each time it begins.
struct ServiceWatch {
    private var signedOut: String?
    private var warning: String?

    /// - Returns: sentences that have not been said.
    mutating func look(at condition: ServiceCondition) -> [String] {
        var sentences: [String] = []
        // The words may differ from one refusal to the next.
        if signedOut == nil, let reason = condition.signedOut {
            sentences.append(Self.sentence(aboutLostSignIn: reason))
        }
        signedOut = condition.signedOut
        if let warning = condition.warning, warning != self.warning { sentences.append(warning) }
        warning = condition.warning
        return sentences
    }

    /// What a lost sign-in is shown as.
    static func sentence(aboutLostSignIn reason: String) -> String {
        "not signed in any more, so films cannot be read and names stay as they are: \(reason); run 'vidfs login'"
    }
}

extension StatusDocument.API {
    init(_ condition: ServiceCondition) {
        self.init(
            reachable: condition.reachable, limit: condition.limit, remaining: condition.remaining,
            resetsAt: condition.resetsAt?.text, windowSeconds: condition.window.components.seconds,
            kept: condition.kept, browsingReopensAt: condition.browsingReopensAt?.text,
            backgroundReopensAt: condition.backgroundReopensAt?.text, linkCounts: condition.linkCounts,
            notModifiedCounts: condition.notModifiedCounts,
            counted: condition.counted, notModified: condition.notModified,
            lastError: condition.signedOut.map(ServiceWatch.sentence) ?? condition.lastError,
            warning: condition.warning,
            session: condition.session.map {
                .init(user: $0.user, expiresAt: $0.expiresAt?.text, sites: $0.sites)
            })
    }
}

internal import Dispatch
internal import Synchronization

/// The sign-in to one service, kept alive.
///
/// An actor, because a renewal is a conversation of several requests with one owner. Where it suspends:
/// callers that come during a renewal find ``renewal`` and wait for it, so there is never a second one; the
/// renewal itself is a task of its own, because a rotated refresh token that was asked for must be kept
/// even when everybody who wanted it has left.
actor TokenSource {
    private let grant: TokenGrant
    private let store: TokenStore?
    private let binding: TokenBinding
    private let password: Secret?
    private let signsInAsApplication: Bool
    private let missing: String
    private let time: TimeAndChance

    private var record: TokenRecord?
    /// Refresh tokens that may still be good: the stored one whose successor could not be stored, and the
    /// one in the settings.
    private var spares: [Secret]
    private var renewal: Task<Result<Secret, ServiceError>, Never>?
    private var distrusted: (token: Secret, until: Timestamp)?
    private var lost: (error: ServiceError, until: Timestamp)?
    /// Apart from the actor: status is told without waiting.
    private nonisolated let problem = Mutex<String?>(nil)
    /// Why the sign-in on disk is not the present one: a sentence.
    nonisolated var warning: String? { problem.withLock { $0 } }

    /// - Parameters:
    ///   - grant: where tokens are given out.
    ///   - store: where they are kept; `nil` keeps them in memory only.
    ///   - binding: whose sign-in it is.
    ///   - password: for the first sign-in, and for when everything else was refused.
    ///   - signsInAsApplication: whether the application signs in as itself where there is no user.
    ///   - missing: says which settings to change where there is nothing to sign in with.
    ///   - time: the clocks.
    /// - Throws: ``TokenStoreError`` where what is stored cannot be trusted or read.
    init(
        grant: TokenGrant, store: TokenStore?, binding: TokenBinding, password: Secret?,
        signsInAsApplication: Bool = false, missing: String = TokenSource.nothing, time: TimeAndChance
    ) throws(TokenStoreError) {
        self.grant = grant
        self.store = store
        self.binding = binding
        self.password = password
        self.signsInAsApplication = signsInAsApplication
        self.missing = missing
        self.time = time
        let found = try store?.load(binding)
        let damage = found?.damage
        problem.withLock { $0 = damage }
        record =
            found?.record
            ?? binding.givenAccess.map {
                TokenRecord(access: $0, refresh: binding.givenRefresh, issuedAt: time.now(), expiresAt: nil)
            }
        spares = [binding.givenRefresh].compactMap(\.self)
    }

    /// The sentence for a service that knows users only.
    static let nothing =
        "there is no password and no token (settings username and password, or access-token)"

    /// - Returns: an access token that is good for the next minute, as far as is known.
    /// - Throws: ``ServiceError/signedOut(_:)`` when nothing is left that could renew it, or why the
    ///   service could not be asked.
    func token() async throws(ServiceError) -> Secret {
        let now = time.now()
        if let record, record.renewAt.map({ now < $0 }) ?? true { return record.access }
        do {
            return try await renew(insteadOf: nil)
        } catch {
            // The last minute of the old one may do.
            guard let record, let expiry = record.expiresAt, time.now() < expiry else { throw error }
            return record.access
        }
    }

    /// - Parameter refused: an access token that the service did not take.
    /// - Returns: another one.
    /// - Throws: as ``token()``.
    func token(insteadOf refused: Secret) async throws(ServiceError) -> Secret {
        if let record, record.access != refused { return try await token() }
        if let distrusted, distrusted.token == refused, time.now() < distrusted.until {
            throw .signedOut("the service does not take the token that it gave")
        }
        return try await renew(insteadOf: refused)
    }

    /// The token that is held, without asking for another: for whoever is asked on the way to one. `nil`
    /// where there is none that may still be good.
    var held: Secret? {
        guard let record, record.expiresAt.map({ time.now() < $0 }) ?? true else { return nil }
        return record.access
    }

    /// When the token that is held ends, as far as is known.
    var expiresAt: Timestamp? { record?.expiresAt }

    /// Notes that a token was refused although it was new, so that not every request asks for another.
    func distrust(_ token: Secret) {
        distrusted = (token, time.now().advanced(bySeconds: Self.pauseAfterLoss))
    }

    /// Signs in with the password (or as the application), whatever is stored.
    func signInAnew() async throws(ServiceError) -> Secret {
        guard credentials != nil else { return try await token() }
        _ = await renewal?.value
        return try await renew(insteadOf: nil, anew: true)
    }

    // MARK: - Renewal

    private func renew(insteadOf refused: Secret?, anew: Bool = false) async throws(ServiceError) -> Secret {
        let task: Task<Result<Secret, ServiceError>, Never>
        if let renewal {
            task = renewal
        } else {
            task = Task { anew ? await self.signedIn(else: nil) : await self.renewed(insteadOf: refused) }
            renewal = task
        }
        let result = await task.value
        // Whoever wakes first clears it; by then a next one may be running.
        if renewal == task { renewal = nil }
        return try result.get()
    }

    private func renewed(insteadOf refused: Secret?) async -> Result<Secret, ServiceError> {
        let stored = await storedRecord()
        // Another process of the same account was faster: its refresh token is the living one.
        if let stored, stored != record, stored.access != refused,
            stored.renewAt.map({ time.now() < $0 }) ?? true
        {
            record = stored
            lost = nil
            return .success(stored.access)
        }
        if let lost, time.now() < lost.until { return .failure(lost.error) }
        let result = await exchanged(stored, insteadOf: refused)
        if case .failure(let error) = result, case .signedOut = error {
            lost = (error, time.now().advanced(bySeconds: Self.pauseAfterLoss))
        }
        return result
    }

    /// Seconds in which nothing new is offered after everything was refused: services lock accounts that
    /// are asked for with a wrong password again and again.
    private static let pauseAfterLoss: Int64 = 60

    /// Offers what there is, newest first.
    private func exchanged(
        _ stored: TokenRecord?, insteadOf refused: Secret?
    ) async -> Result<Secret, ServiceError> {
        var refusal: String?
        var offered: Set<Secret> = []
        for token in [record?.refresh, stored?.refresh].compactMap(\.self) + spares {
            guard offered.insert(token).inserted else { continue }
            do throws(TokenGrant.Refusal) {
                return .success(await adopt(try await grant.exchange(.refresh(token)), for: token))
            } catch {
                switch error {
                case .failed(let error): return .failure(error)
                case .refused(let message): refusal = message
                }
            }
        }
        // Another process may have used the same refresh token up at the same time.
        if refusal != nil, let other = await storedRecord(), other != stored, other.access != refused {
            record = other
            lost = nil
            return .success(other.access)
        }
        return await signedIn(else: refusal)
    }

    /// What a sign-in from nothing can be had for.
    private var credentials: TokenGrant.Offer? {
        if let username = binding.username {
            return password.map { .password(username: username, password: $0) }
        }
        return signsInAsApplication ? .application : nil
    }

    /// Offers the password; `refusal` is what the service said to everything else.
    private func signedIn(else refusal: String?) async -> Result<Secret, ServiceError> {
        guard let credentials else { return .failure(.signedOut(refusal ?? missing)) }
        do throws(TokenGrant.Refusal) {
            return .success(await adopt(try await grant.exchange(credentials), for: nil))
        } catch {
            switch error {
            case .failed(let error): return .failure(error)
            case .refused(let message): return .failure(.signedOut(message))
            }
        }
    }

    /// Takes a new sign-in over: on disk first, then in use.
    ///
    /// Refresh tokens rotate. Should the new one not reach the disk, the old one stays there and here as a
    /// spare: which of the two the service will take then is for it to say.
    private func adopt(_ new: TokenRecord, for old: Secret?) async -> Secret {
        let saved = await save(new)
        record = new
        lost = nil
        spares = saved ? [] : [old].compactMap(\.self).filter { $0 != new.refresh }
        return new.access
    }

    private func save(_ record: TokenRecord) async -> Bool {
        guard let store else { return true }
        let binding = binding
        let failure = await Self.offThePool { () -> TokenStoreError? in
            do throws(TokenStoreError) {
                try store.save(record, binding)
                return nil
            } catch { return error }
        }
        let sentence = failure?.description
        problem.withLock { $0 = sentence }
        return failure == nil
    }

    private func storedRecord() async -> TokenRecord? {
        guard let store else { return nil }
        let binding = binding
        return await Self.offThePool { (try? store.load(binding))?.record }
    }

    /// A disk may take seconds; the cooperative pool has a thread per processor.
    private static func offThePool<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
    }
}

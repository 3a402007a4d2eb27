/// Authorised questions to one service.
///
/// The token goes to the service's own origin and nowhere else: every address is checked before it is asked,
/// and again at each redirect.
struct APIClient: Sendable {
    let policy: AddressPolicy
    let transport: any HTTPTransport
    let tokens: TokenSource
    let budget: SharedBudget
    var retry: RetryPolicy
    let time: TimeAndChance
    /// The setting that leads to the service, for sentences.
    var addressSetting = "api-url"

    /// The service's host, for sentences.
    var host: String { policy.service.host.text }

    /// How the conversation stands.
    var condition: ServiceCondition {
        var condition = budget.condition(at: time.now())
        condition.signInWarning = tokens.warning
        condition.warning = condition.warning ?? condition.signInWarning
        return condition
    }

    /// 16 MiB: a site of 20,000 videos, described at length.
    static let largestAnswer = 16 << 20

    /// Asks for a resource.
    ///
    /// - Parameters:
    ///   - address: of the service's own origin.
    ///   - validators: of the answer that is known already.
    /// - Returns: the resource and what lets the next question be answered by "not changed".
    /// - Throws: ``ServiceError``.
    func get(
        _ address: WebAddress, ifChangedSince validators: Validators? = nil
    ) async throws(ServiceError) -> Fetched<JSON> {
        var address = address
        for _ in 0...Self.mostRedirects {
            let answer = try await ask(Question(address: address, validators: validators))
            switch answer.head.status {
            case 304 where validators != nil: return .notModified
            case 301, 302, 303, 307, 308: address = try redirect(answer.head, from: address)
            case 204: return .modified(.null, Validators(answer.head))
            default: return .modified(try json(in: answer), Validators(answer.head))
            }
        }
        throw .unusable("\(host) redirects in circles")
    }

    /// Asks once, without following a redirect: its `Location` may be a signed address.
    ///
    /// - Parameters:
    ///   - address: of the service's own origin.
    ///   - kind: what is asked for, as far as the service may charge differently.
    /// - Returns: a success or a redirect.
    /// - Throws: ``ServiceError``.
    func answer(
        to address: WebAddress, kind: RequestKind = .resource
    ) async throws(ServiceError) -> HTTPAnswer {
        try await ask(Question(address: address, kind: kind))
    }

    func body(_ answer: HTTPAnswer) -> AnswerBody {
        AnswerBody(answer, from: host, setting: addressSetting)
    }

    /// - Throws: ``ServiceError/unusable(_:)``, which is kept for people to read.
    func json(in answer: HTTPAnswer) throws(ServiceError) -> JSON {
        do { return try body(answer).json() } catch {
            budget.note(error)
            throw error
        }
    }

    // MARK: - Addresses

    /// An address below the service's base address, from a path that starts with `/` and is encoded already.
    func address(path: String) throws(ServiceError) -> WebAddress {
        let base = policy.service.path
        return try own((base.hasSuffix("/") ? String(base.dropLast()) : String(base)) + path)
    }

    /// An address that the service gave for something of its own.
    ///
    /// - Throws: ``ServiceError/unusable(_:)`` for one of another origin, another scheme included.
    func own(_ address: String) throws(ServiceError) -> WebAddress {
        do throws(HTTPError) {
            let resolved = try policy.service.resolve(address)
            guard policy.isOwn(resolved) else { throw .addressRefused("an address outside of \(host)") }
            return resolved
        } catch { throw ServiceError(error, from: host) }
    }

    private static let mostRedirects = 3

    private func redirect(_ head: HTTPHead, from address: WebAddress) throws(ServiceError) -> WebAddress {
        guard let location = head["Location"] else { throw .unusable("\(host) redirects to nowhere") }
        do throws(HTTPError) {
            let target = try address.resolve(location)
            guard policy.isOwn(target) else { throw .addressRefused("a redirect to another host") }
            return target
        } catch { throw ServiceError(error, from: host) }
    }
}

extension APIClient {
    /// Any authorised request: for what has no place in a tree.
    ///
    /// - Parameters:
    ///   - method: `GET`, `POST`, `PUT`, `DELETE`.
    ///   - path: below the service's base address, or an address of its own origin.
    ///   - form: fields; in the query for `GET` and `HEAD`, in the body otherwise.
    /// - Returns: the status, whichever it is, and the JSON as sent, pretty-printed; empty for no content.
    /// - Throws: ``ServiceError`` where there is no answer, or one that is not JSON.
    func raw(
        method: String, path: String, form: [(name: String, value: String)]
    ) async throws(ServiceError) -> (status: Int, body: [UInt8]) {
        let encoded = form.isEmpty ? nil : Form.encode(form)
        let asks = method == "GET" || method == "HEAD"
        var target = path
        if asks, let encoded { target += (path.contains("?") ? "&" : "?") + encoded }
        let isAddress = target.contains("://") && !target.hasPrefix("/")
        guard !isAddress || (try? own(target)) != nil else {
            throw .misdirected(
                "\(SignedAddress(path)) is not an address of the service; name a path such as /me")
        }
        let address =
            isAddress
            ? try own(target) : try self.address(path: target.hasPrefix("/") ? target : "/" + target)
        let question = Question(
            method: method, address: address, form: asks ? nil : encoded ?? "")
        let answer = try await once(question)
        guard !answer.body.isEmpty else { return (answer.head.status, []) }
        return (answer.head.status, try json(in: answer).pretty)
    }
}

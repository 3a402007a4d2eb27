/// One question to the registry: without a token first, since it is asked on the way to one.
struct RegistryQuestion: Sendable {
    let policy: AddressPolicy
    let givenToken: Secret?
    let transport: any HTTPTransport
    let budget: SharedBudget
    let retry: RetryPolicy
    let time: TimeAndChance

    private static let mostRedirects = 3
    /// 4 MiB; real answers have some ten KiB.
    private static let largest = 4 << 20

    private var host: String { policy.service.host.text }

    /// - Returns: the document about an account's services.
    /// - Throws: ``ServiceError`` as the registry meant it; ``ServiceError/notFound`` for an unknown account.
    func services(
        of account: String, _ token: @Sendable () async -> Secret?
    ) async throws(ServiceError) -> JSON {
        do {
            return try await document(of: account, token)
        } catch {
            budget.note(error)
            throw error
        }
    }

    private func document(
        of account: String, _ token: @Sendable () async -> Secret?
    ) async throws(ServiceError) -> JSON {
        var address: WebAddress
        do throws(HTTPError) {
            address = try policy.service.appending("/services/" + PercentEncoding.encode(account))
        } catch { throw ServiceError(error, from: host) }
        var credentials: Secret?
        for _ in 0...(Self.mostRedirects + 1) {
            let answer = try await self.answer(to: address, credentials)
            switch answer.head.status {
            case 200:
                budget.note(nil)
                return try AnswerBody(answer, from: host, setting: "registry-url").json()
            case 301, 302, 303, 307, 308:
                let target = try redirected(answer.head, from: address)
                // A token that was meant for one place is not carried to another.
                if target.origin != address.origin { credentials = nil }
                address = target
            case 401 where credentials == nil:
                guard let token = await currentToken(token), policy.mayReceiveToken(address) else {
                    throw error(answer)
                }
                credentials = token
            default: throw error(answer)
            }
        }
        throw .unusable("\(host) redirects in circles")
    }

    private func currentToken(_ token: @Sendable () async -> Secret?) async -> Secret? {
        if let token = await token() { return token }
        return givenToken
    }

    private func error(_ answer: HTTPAnswer) -> ServiceError {
        ServiceError(
            status: answer.head.status, message: AnswerBody(answer, from: host).message,
            retryAt: RetryAfter(answer.head, at: time.now())?.moment, from: host)
    }

    /// Redirects are followed by hand: an old address over http may lead to https, of another host too.
    private func redirected(_ head: HTTPHead, from address: WebAddress) throws(ServiceError) -> WebAddress {
        guard let location = head["Location"] else { throw .unusable("\(host) redirects to nowhere") }
        do throws(HTTPError) {
            let target = try policy.link(try address.resolve(location).text)
            guard target.scheme == .https || address.scheme == .http else {
                throw .addressRefused("a redirect from https to http")
            }
            return target
        } catch { throw ServiceError(error, from: host) }
    }

    private func answer(
        to address: WebAddress, _ credentials: Secret?
    ) async throws(ServiceError) -> HTTPAnswer {
        let start = time.instant()
        var attempts = 0
        while true {
            let deadline = retry.deadline - start.duration(to: time.instant())
            let failure: ServiceError
            do throws(HTTPError) {
                let answer = try await once(address, credentials, max(deadline, .zero))
                guard RetryPolicy.isTransient(status: answer.head.status) else { return answer }
                failure = error(answer)
            } catch {
                failure = ServiceError(error, from: host)
                guard RetryPolicy.isTransient(error) else { throw failure }
            }
            attempts += 1
            let elapsed = start.duration(to: time.instant())
            guard let pause = retry.pause(afterAttempts: attempts, elapsed: elapsed, chance: time.chance())
            else { throw failure }
            await time.pause(pause)
        }
    }

    private func once(
        _ address: WebAddress, _ credentials: Secret?, _ deadline: Duration
    ) async throws(HTTPError) -> HTTPAnswer {
        var headers = [(name: "Accept", value: "application/json")]
        if let credentials { headers.append(("Authorization", "Bearer \(credentials.value)")) }
        let request = HTTPRequest(
            address: SignedAddress(address.text), headers: headers, idleTimeout: deadline)
        // On the way to everything else.
        guard let ticket = try? await budget.reserve(for: .playing, at: time.now()) else {
            throw .unreachable("it asks to come later")
        }
        do {
            let answer = try await transport.answer(
                to: request, bodyLimit: Self.largest, deadline: deadline)
            await budget.settle(ticket, at: time.now(), .answered(answer.head))
            return answer
        } catch {
            await budget.settle(ticket, at: time.now(), .unanswered)
            throw error
        }
    }
}

extension AddressPolicy {
    /// Whether a token may be sent to an address that was reached by a redirect.
    fileprivate func mayReceiveToken(_ address: WebAddress) -> Bool {
        isOwn(address)
            || address.scheme == .https && address.host == service.host
    }
}

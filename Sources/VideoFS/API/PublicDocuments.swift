/// Fetches small documents that a service points to (subtitles, pictures), without credentials: they lie
/// with others, and whoever asks must not be known to them.
struct PublicDocuments: Sendable {
    let policy: AddressPolicy
    let transport: any HTTPTransport
    let retry: RetryPolicy
    let time: TimeAndChance

    /// - Parameters:
    ///   - address: absolute, or relative to the service's.
    ///   - limit: bytes that may be held.
    /// - Returns: its bytes.
    /// - Throws: ``ServiceError``; the policy is asked again at every redirect.
    func fetch(_ address: String, limit: Int) async throws(ServiceError) -> [UInt8] {
        let start = time.instant()
        var target = try link(address)
        var attempts = 0
        var redirects = 0
        while true {
            let elapsed = start.duration(to: time.instant())
            guard !Task.isCancelled, elapsed < retry.deadline else { throw .timedOut }
            switch await ask(target, limit: limit, deadline: retry.deadline - elapsed) {
            case .document(let bytes): return bytes
            case .redirect(let location):
                redirects += 1
                guard redirects <= Self.mostRedirects else {
                    throw .unusable("\(target.host.text) redirects in circles")
                }
                target = try redirected(to: location, from: target)
            case .failure(let error, let isPassing):
                attempts += 1
                let spent = start.duration(to: time.instant())
                guard isPassing,
                    let pause = retry.pause(afterAttempts: attempts, elapsed: spent, chance: time.chance())
                else { throw error }
                await time.pause(pause)
            }
        }
    }

    private enum Step {
        case document([UInt8])
        case redirect(String)
        case failure(ServiceError, isPassing: Bool)
    }

    private func ask(_ target: WebAddress, limit: Int, deadline: Duration) async -> Step {
        let request = HTTPRequest(address: SignedAddress(target.text), idleTimeout: deadline)
        let answer: HTTPAnswer
        do {
            answer = try await transport.answer(to: request, bodyLimit: limit, deadline: deadline)
        } catch {
            return .failure(
                ServiceError(error, from: target.host.text), isPassing: RetryPolicy.isTransient(error))
        }
        switch answer.head.status {
        case 200: return .document(answer.body)
        case 301, 302, 303, 307, 308:
            guard let location = answer.head["Location"] else {
                return .failure(.unusable("\(target.host.text) redirects to nowhere"), isPassing: false)
            }
            return .redirect(location)
        case let status:
            return .failure(
                Self.error(status, from: target.host.text), isPassing: RetryPolicy.isTransient(status: status)
            )
        }
    }

    private static let mostRedirects = 3

    /// Checks an address that the service gave.
    func link(_ address: String) throws(ServiceError) -> WebAddress {
        do { return try policy.link(address) } catch {
            throw ServiceError(error, from: policy.service.host.text)
        }
    }

    private func redirected(to location: String, from target: WebAddress) throws(ServiceError) -> WebAddress {
        do throws(HTTPError) {
            return try policy.link(try target.resolve(location).text)
        } catch { throw ServiceError(error, from: target.host.text) }
    }

    /// Neither the sign-in nor the hour's budget have to do with whoever keeps the documents.
    private static func error(_ status: Int, from host: String) -> ServiceError {
        switch status {
        case 401: .forbidden
        case 429: .unreachable("\(host) asks to come later")
        default: ServiceError(status: status, message: nil, retryAt: nil, from: host)
        }
    }
}

extension APIClient {
    /// One authorised request.
    struct Question: Sendable {
        var method = "GET"
        var address: WebAddress
        var validators: Validators?
        var form: String?
        var kind = RequestKind.resource
    }

    /// Why a question has no answer, and whether it may have one in a moment.
    private struct Failure: Error {
        var error: ServiceError
        var isPassing: Bool
    }

    /// - Returns: a success, 304 or a redirect; every other status is thrown.
    func ask(_ question: Question) async throws(ServiceError) -> HTTPAnswer {
        var start = time.instant()
        var attempts = 0
        var patience = retry.patience
        while true {
            let failure: Failure
            do throws(Failure) {
                let elapsed = start.duration(to: time.instant())
                let answer = try await authorised(question, deadline: retry.deadline - elapsed)
                try check(answer, question)
                budget.note(nil)
                return answer
            } catch { failure = error }
            if let wait = waitForLimit(failure.error, patience) {
                patience -= wait
                await time.pause(wait)
                start = time.instant()
                continue
            }
            attempts += 1
            let elapsed = start.duration(to: time.instant())
            guard failure.isPassing,
                let pause = retry.pause(afterAttempts: attempts, elapsed: elapsed, chance: time.chance())
            else {
                budget.note(failure.error)
                throw failure.error
            }
            await time.pause(pause)
        }
    }

    /// - Returns: how long to wait for a spent limit to open, if that is soon enough.
    private func waitForLimit(_ error: ServiceError, _ patience: Duration) -> Duration? {
        guard case .budgetSpent(let until?) = error, !Task.isCancelled else { return nil }
        // A service that says "now" and means it not would be asked without pause.
        let seconds = max(1, until.seconds(since: time.now()))
        let wait = Duration.seconds(min(seconds, 86_400))
        return wait <= patience ? wait : nil
    }

    /// Sends it once (and once more where the token was refused), and takes every status for an answer.
    func once(_ question: Question) async throws(ServiceError) -> HTTPAnswer {
        do {
            return try await authorised(question, deadline: retry.deadline)
        } catch {
            budget.note(error.error)
            throw error.error
        }
    }

    private func check(_ answer: HTTPAnswer, _ question: Question) throws(Failure) {
        switch answer.head.status {
        case 200, 201, 204, 301, 302, 303, 307, 308: return
        case 304 where question.validators != nil: return
        case let status:
            let error = ServiceError(
                status: status, message: body(answer).message, retryAt: budget.reopens(at: time.now()),
                from: host)
            throw Failure(error: error, isPassing: RetryPolicy.isTransient(status: status))
        }
    }

    /// Sends with a token; with another one, once, if that was refused.
    private func authorised(_ question: Question, deadline: Duration) async throws(Failure) -> HTTPAnswer {
        let start = time.instant()
        // Before a token is asked for: with the hour spent it would be of no use.
        let token = try await withToken { () throws(ServiceError) in
            try await budget.check(at: time.now())
            return try await tokens.token()
        }
        let answer = try await send(question, token, deadline: deadline - start.duration(to: time.instant()))
        guard answer.head.status == 401 else { return answer }
        let other = try await withToken { () throws(ServiceError) in
            do throws(ServiceError) { return try await tokens.token(insteadOf: token) } catch {
                // The service's own words on the refused token say more than "there is no other".
                guard case .signedOut = error, let message = body(answer).message else { throw error }
                throw .signedOut(message)
            }
        }
        let second = try await send(question, other, deadline: deadline - start.duration(to: time.instant()))
        if second.head.status == 401 { await tokens.distrust(other) }
        return second
    }

    /// A sign-in has its own repetitions, and must not be offered again by ours.
    private func withToken(
        _ work: () async throws(ServiceError) -> Secret
    ) async throws(Failure) -> Secret {
        do { return try await work() } catch { throw Failure(error: error, isPassing: false) }
    }

    private func send(
        _ question: Question, _ token: Secret, deadline: Duration
    ) async throws(Failure) -> HTTPAnswer {
        // The caller may have left meanwhile, and time may be up; neither is worth one of the hour's requests.
        guard !Task.isCancelled, deadline > .zero else { throw Failure(error: .timedOut, isPassing: false) }
        let ticket: RequestBudget.Ticket
        do { ticket = try await budget.reserve(question.kind, at: time.now()) } catch {
            throw Failure(error: error, isPassing: false)
        }
        do throws(HTTPError) {
            let answer = try await transport.answer(
                to: question.request(token, deadline), bodyLimit: Self.largestAnswer, deadline: deadline)
            await budget.settle(ticket, at: time.now(), .answered(answer.head))
            return answer
        } catch {
            await budget.settle(ticket, at: time.now(), error.neverLeft ? .notSent : .unanswered)
            throw Failure(
                error: ServiceError(error, from: host), isPassing: RetryPolicy.isTransient(error))
        }
    }
}

extension APIClient.Question {
    fileprivate func request(_ token: Secret, _ idleTimeout: Duration) -> HTTPRequest {
        var headers = [
            (name: "Accept", value: "application/json"),
            (name: "Authorization", value: "Bearer \(token.value)"),
        ]
        if let tag = validators?.entityTag { headers.append(("If-None-Match", tag)) }
        if let date = validators?.lastModified { headers.append(("If-Modified-Since", date)) }
        if form != nil { headers.append(("Content-Type", "application/x-www-form-urlencoded")) }
        return HTTPRequest(
            method: method, address: SignedAddress(address.text), headers: headers,
            body: form.map { Array($0.utf8) }, idleTimeout: idleTimeout)
    }
}

extension Validators {
    /// - Returns: `nil` where the answer has neither.
    init?(_ head: HTTPHead) {
        guard head["ETag"] != nil || head["Last-Modified"] != nil else { return nil }
        self.init(entityTag: head["ETag"], lastModified: head["Last-Modified"])
    }
}

extension HTTPError {
    /// Whether the request surely did not reach the service.
    fileprivate var neverLeft: Bool {
        switch self {
        case .unreachable, .addressRefused: true
        case .timedOut, .cut, .bodyTooLarge, .cancelled: false
        }
    }
}

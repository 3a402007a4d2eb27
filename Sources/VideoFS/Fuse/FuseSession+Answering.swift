internal import CFuse

extension FuseSession {
    /// Time that an interrupted process is left waiting before `EINTR`, so that a harmless signal (a
    /// timer, a resized window) does not fail a read that was about to be answered.
    static let interruptGrace = Duration.seconds(1)

    /// Answers a callback: at once where the answer is at hand, else from a task.
    func answer<Value: Sendable>(
        _ token: FuseRequest.Token, with answer: TreeAnswer<Value>,
        sending send: @escaping @Sendable (Value, consuming FuseRequest, FuseSession) -> Void
    ) {
        switch answer {
        case .now(.success(let value)):
            send(value, FuseRequest(token), self)
        case .now(.failure(let error)):
            FuseRequest(token).refuse(error)
        case .later(let work):
            let number = deferred(token)
            let task = Task {
                let outcome: Result<Value, OperationError>
                do throws(OperationError) {
                    outcome = .success(try await work())
                } catch {
                    outcome = .failure(error)
                }
                guard let token = self.running.take(number) else { return }
                switch outcome {
                case .success(let value): send(value, FuseRequest(token), self)
                case .failure(let error): FuseRequest(token).refuse(error)
                }
            }
            running.onAbandon(number) { task.cancel() }
        }
    }

    func answer<Value: FuseReply>(_ token: FuseRequest.Token, with answer: TreeAnswer<Value>) {
        self.answer(token, with: answer) { value, request, session in
            value.send(to: request, of: session)
        }
    }

    /// Keeps a request for a later answer and listens for its interruption.
    ///
    /// - Returns: the number to take it out with.
    func deferred(_ token: FuseRequest.Token) -> UInt64 {
        let number = running.nextNumber
        // libfuse takes a pointer to keep; a number in its place can come early or late without harm. First
        // this, for once it is kept the end of the mount may answer it, and its memory is gone.
        unsafe fuse_req_interrupt_func(
            token.raw, Self.interrupted, UnsafeMutableRawPointer(bitPattern: UInt(number)))
        running.keep(token, as: number)
        return number
    }

    private static let interrupted: fuse_interrupt_func_t = { raw, number in
        guard let raw = unsafe raw else { return }
        let session = unsafe FuseSession.serving(raw)
        let number = UInt64(UInt(bitPattern: number))
        Task {
            try? await Task.sleep(for: FuseSession.interruptGrace)
            guard let (token, stop) = session.running.abandon(number) else { return }
            FuseRequest(token).refuse(.interrupted)
            stop?()
        }
    }
}

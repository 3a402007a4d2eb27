internal import CFuse
internal import Glibc

/// A kernel request that must be answered exactly once.
///
/// The type cannot be copied and every answer consumes it, so answering twice does not compile. A
/// request dropped unanswered is refused with `EIO`: silence would leave the calling process asleep
/// for ever.
struct FuseRequest: ~Copyable {
    private let token: Token

    /// The C handle in the one form that may cross threads.
    ///
    /// `@unchecked Sendable`: libfuse keeps a request alive until it is answered and lets any thread
    /// answer it.
    @safe struct Token: @unchecked Sendable {
        let raw: fuse_req_t
    }

    /// Takes over the duty to answer. Whoever holds a token elsewhere must have given it up.
    init(_ token: consuming Token) {
        self.token = token
    }

    /// Runs one `fuse_reply_*` call.
    ///
    /// Its result is dropped on purpose: a reply fails only when the kernel has given the request up,
    /// and then nobody is left to tell.
    consuming func answer(_ reply: (fuse_req_t) -> CInt) {
        unsafe _ = reply(token.raw)
        discard self
    }

    /// Answers that there is nothing to answer: for `forget`.
    consuming func answerNothing() {
        unsafe fuse_reply_none(token.raw)
        discard self
    }

    consuming func refuse(_ error: OperationError) {
        unsafe FuseSession.serving(token.raw).refusals.note(error.errno)
        unsafe answer { unsafe fuse_reply_err($0, error.errno) }
    }

    /// Refuses an ioctl(2) that means nothing here.
    consuming func refuseControl() {
        unsafe answer { unsafe fuse_reply_err($0, ENOTTY) }
    }

    /// Answers success without a value.
    consuming func agree() {
        unsafe answer { unsafe fuse_reply_err($0, 0) }
    }

    deinit {
        unsafe FuseSession.serving(token.raw).refusals.note(EIO)
        unsafe _ = fuse_reply_err(token.raw, EIO)
    }
}

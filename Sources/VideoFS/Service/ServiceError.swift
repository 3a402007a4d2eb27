/// Why a video service did not answer a question.
///
/// Texts are fit for a person and hold no secret and no signed address.
enum ServiceError: Error, Hashable {
    /// No answer: network, name, TLS or server down (also 5xx after retries).
    case unreachable(String)
    /// No answer in time.
    case timedOut
    /// The sign-in was refused or is lost: wrong password or application, revoked token (401).
    case signedOut(String)
    /// A setting names something that the service does not know: an account, say. Names the setting.
    case misconfigured(String)
    /// What was to be asked is not the service's: an address elsewhere.
    case misdirected(String)
    /// The account may see it but has not paid for it (402).
    case notPaid
    /// The account may not have it (403).
    case forbidden
    /// The service does not know it (404, 410).
    case notFound
    /// The hourly number of requests is spent (429, or by our own count). Seconds since 1970.
    case budgetSpent(until: Timestamp?)
    /// The service refused the question itself (400, 406, 422 and the like), with its own message.
    case refused(status: Int, message: String)
    /// The answer cannot be used: not JSON, HTML, missing fields, too large.
    case unusable(String)
}

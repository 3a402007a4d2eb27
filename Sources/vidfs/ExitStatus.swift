/// What a command tells the program that started it. Numbers as in `sysexits.h`.
enum ExitStatus: Int32 {
    case done = 0
    case failed = 1
    case wrongUsage = 64
    case serviceUnreachable = 69
    /// The budget of requests is spent; trying later helps (`EX_TEMPFAIL`).
    case budgetSpent = 75
    /// Not signed in, or not allowed.
    case notAllowed = 77
    case wrongConfiguration = 78
}

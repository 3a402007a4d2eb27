/// How far a mount is in its life.
enum MountState: String, Sendable {
    case serving
    /// On its way out: what waits is refused, what is asked anew too.
    case draining
}

/// Why a file system could not be mounted. Sentences for people.
enum MountError: Error, Hashable, CustomStringConvertible {
    /// The text of the options has no secret in it.
    case optionsRejected(String)
    case mountPointRejected(path: String)

    var description: String {
        switch self {
        case .optionsRejected(let options):
            "libfuse does not accept the mount options '\(options)'"
        case .mountPointRejected(let path):
            "could not mount at \(path); run 'vidfs doctor' to see what is missing"
        }
    }
}

internal import VideoFS

/// How the program was called, brought into one form.
///
/// `mount(8)` calls `mount.vidfs PROFILE MOUNTPOINT [-sfnvN] [-t TYPE] -o OPTIONS` for the type `vidfs`;
/// `mount.fuse3` calls `vidfs PROFILE MOUNTPOINT -o OPTIONS` for the type `fuse.vidfs`. Both become
/// `mount --profile PROFILE -o OPTIONS -- MOUNTPOINT`.
enum Invocation {
    /// Brings a call into the form that the command parser knows.
    ///
    /// - Parameter call: everything, the program's name first.
    /// - Returns: the arguments, without the program's name.
    /// - Throws: ``CommandFailure`` for a helper's call that is not of the form above.
    static func arguments(of call: [String]) throws(CommandFailure) -> [String] {
        let arguments = Array(call.dropFirst())
        let name = call.first?.split(separator: "/").last ?? ""
        guard name.hasPrefix("mount.") || isFromMountFuse(arguments) else {
            try refuseUnlessCommand(arguments.first)
            switch arguments.first {
            case "mount": return separatingOptions(arguments)
            case "status": return fillingIn("--watch", with: "1", in: arguments)
            default: return arguments
            }
        }
        if arguments.contains("--version") { return ["--version"] }
        if arguments.contains("--help") || arguments.contains("-h") { return ["mount", "--help"] }
        return try HelperCall(arguments).arguments
    }

    /// Says it better than the parser, which takes the word for an argument too many.
    private static func refuseUnlessCommand(_ word: String?) throws(CommandFailure) {
        guard let word, !word.hasPrefix("-"), !Vidfs.commandNames.contains(word) else { return }
        let nearest = NearestName.to(word, among: Vidfs.commandNames).map { "; did you mean \($0)?" }
        throw .usage("there is no command \(word)" + (nearest ?? "; 'vidfs --help' lists them all"))
    }

    /// `-ouid=5` is what mount(8) accepts; the parser would read a long option `-ouid`.
    private static func separatingOptions(_ arguments: [String]) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        return arguments[..<end].flatMap { argument in
            argument.hasPrefix("-o") && argument.count > 2
                ? ["-o", String(argument.dropFirst(2))] : [argument]
        } + arguments[end...]
    }

    /// `status --watch DIR`: the parser would take any word behind an option for its value.
    private static func fillingIn(
        _ option: String, with number: String, in arguments: [String]
    ) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        return arguments.indices.map { place in
            guard arguments[place] == option, place < end else { return arguments[place] }
            let next = place + 1 < end ? arguments[place + 1] : ""
            return Double(next) == nil ? "\(option)=\(number)" : option
        }
    }

    /// A profile that is called like a command cannot be mounted this way.
    private static func isFromMountFuse(_ arguments: [String]) -> Bool {
        arguments.count >= 4 && arguments[2] == "-o" && !arguments[0].hasPrefix("-")
            && !Vidfs.commandNames.contains(arguments[0])
    }
}

/// The call of a mount helper, taken apart (mount(8), "EXTERNAL HELPERS").
private struct HelperCall {
    private var names: [String] = []
    private var options: [String] = []
    private var isSloppy = false
    private var isFake = false

    init(_ arguments: [String]) throws(CommandFailure) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("-"), argument.count > 1 else {
                names.append(argument)
                continue
            }
            try take(letters: argument.dropFirst(), of: argument, rest: &rest)
        }
        guard names.count == 2 else {
            throw .usage("a mount helper is called as: mount.vidfs PROFILE MOUNTPOINT -o OPTIONS")
        }
    }

    var arguments: [String] {
        // An empty source is what `mount -t vidfs "" DIR` gives: no profile was named.
        (isFake ? ["mount", "--fake"] : ["mount"])
            + (isSloppy ? ["--sloppy"] : [])
            + (names[0].isEmpty ? [] : ["--profile=" + names[0]])
            + options.flatMap { ["-o", $0] }
            + ["--", names[1]]
    }

    /// Takes one word of letters, `-sn` or `-oro` or `-o` and what follows.
    private mutating func take(
        letters: Substring, of argument: String, rest: inout ArraySlice<String>
    ) throws(CommandFailure) {
        var letters = letters
        while let letter = letters.popFirst() {
            switch letter {
            case "s": isSloppy = true
            case "f": isFake = true
            // No entry in mtab, more words: nothing to do in either case.
            case "n", "v": continue
            case "o", "t", "N":
                guard let value = letters.isEmpty ? rest.popFirst() : String(letters) else {
                    throw .usage("-\(letter) needs a value")
                }
                if letter == "o", !value.isEmpty { options.append(value) }
                return
            default: throw .usage("mount.vidfs does not know \(argument)")
            }
        }
    }
}

internal import Foundation

/// The small real media files that are part of the binary.
///
/// `Tools/demo-library/make.sh` makes them and writes `EmbeddedMedia+Files.swift`, where they stand as
/// base64: a string literal of that size costs the compiler nothing, an array literal costs it minutes.
enum EmbeddedMedia {
    struct File: Sendable {
        let bytes: [UInt8]
        /// See ``MediaBytes/digest(_:)``.
        let digest: String
    }

    /// The names of all files, sorted.
    static var names: [String] {
        files.keys.sorted()
    }

    static func file(named name: String) -> File? {
        files[name]
    }

    /// Decoded once, at the first use.
    private static let files: [String: File] = encoded.reduce(into: [:]) { files, entry in
        guard let bytes = Data(base64Encoded: entry.base64, options: .ignoreUnknownCharacters) else {
            preconditionFailure("\(entry.name) is not base64: run Tools/demo-library/make.sh again")
        }
        files[entry.name] = File(bytes: Array(bytes), digest: MediaBytes.digest(Array(bytes)))
    }
}

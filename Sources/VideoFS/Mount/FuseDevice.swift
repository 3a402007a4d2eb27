internal import Foundation

/// What the system must have before anything can be mounted.
enum FuseDevice {
    /// - Throws: ``MountFailure`` that says what is missing and how to get it.
    static func check() throws(MountFailure) {
        guard FileManager.default.fileExists(atPath: "/dev/fuse") else {
            throw MountFailure(
                reason: .other,
                description:
                    "/dev/fuse does not exist: load the kernel module with 'modprobe fuse', or give the container the device"
            )
        }
        guard FileManager.default.isWritableFile(atPath: "/dev/fuse") else {
            throw MountFailure(
                reason: .other,
                description: "/dev/fuse may not be opened by this user; see 'vidfs doctor'")
        }
        guard geteuid() == 0 || Command.run("fusermount3", ["-V"]) == 0 else {
            throw MountFailure(
                reason: .other,
                description: "fusermount3 is not installed; install the package fuse3")
        }
    }
}

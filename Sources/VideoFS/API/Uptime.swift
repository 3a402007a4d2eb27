internal import Foundation

/// Time since this machine was started, its sleep included: what nobody sets.
struct Uptime: Hashable, Sendable {
    /// Tells one start of the machine from another.
    var boot: UInt64
    var seconds: Int64

    /// `nil` where the system does not tell one start from another (random(4), `boot_id`).
    static var now: Uptime? {
        guard let boot else { return nil }
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_BOOTTIME, &time) == 0 else { return nil }
        return Uptime(boot: boot, seconds: Int64(time.tv_sec))
    }

    private static let boot: UInt64? = {
        let id = FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id")
        return id.map { Checksum([UInt8]($0)).value }
    }()
}

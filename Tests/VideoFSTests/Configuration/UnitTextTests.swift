import Testing

@testable import VideoFS

struct UnitTextTests {
    @Test(
        "sizes are read as people write them",
        arguments: [
            ("0", 0), ("1", 1), ("512B", 512), ("1k", 1_024), ("1kB", 1_000), ("1KiB", 1_024),
            ("64M", 67_108_864),
            ("64MiB", 67_108_864), ("64mib", 67_108_864), ("64MB", 64_000_000), ("1GB", 1_000_000_000),
            ("2 GiB", 2_147_483_648), ("1T", 1_099_511_627_776), ("9223372036854775807", Int.max),
        ])
    func sizes(text: String, bytes: Int) {
        #expect(ByteSize(text)?.bytes == bytes)
    }

    @Test(
        "what is no size is refused",
        arguments: [
            "", "M", "-1", "+1", "1.5G", "1 000", "1X", "1MiBs", "0x10", "9223372036854775808",
            "9007199254740992KiB",
            "99999999T", "١MiB",
        ])
    func notSizes(text: String) {
        #expect(ByteSize(text) == nil)
    }

    @Test(
        "sizes print in their largest unit",
        arguments: [
            (0, "0 bytes"), (1_023, "1023 bytes"), (1_024, "1 KiB"), (1_536, "1536 bytes"),
            (3 << 20, "3 MiB"),
        ])
    func sizeDescription(bytes: Int, text: String) {
        #expect(ByteSize(bytes: bytes).description == text)
    }

    @Test(
        "sizes for a person have three digits",
        arguments: [
            (0, "0 bytes"), (1_536, "1.50 KiB"), (1_476_395, "1.41 MiB"), (134_217_728, "128 MiB"),
            (13_002_342, "12.4 MiB"),
        ])
    func roundedSizes(bytes: Int, text: String) {
        #expect(ByteSize(bytes: bytes).rounded == text)
    }

    @Test(
        "times are read as people write them",
        arguments: [
            ("0", Duration.zero), ("30", .seconds(30)), ("30s", .seconds(30)), ("5m", .seconds(300)),
            ("1h", .seconds(3_600)), ("500ms", .milliseconds(500)), ("1h30m", .seconds(5_400)),
            ("2d", .seconds(172_800)), ("1m500ms", .milliseconds(60_500)),
        ])
    func times(text: String, duration: Duration) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test(
        "what is no time is refused",
        arguments: [
            "", "m", "-1", "+5", "1.5h", "5 m", "5x", "5mx", "9223372036854775807", "9223372036854775807d",
            "99999999999999999999", "36526d", "36525d1s",
        ])
    func notTimes(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(
        "times are written as they are read",
        arguments: ["0s", "30s", "5m", "1h30m", "500ms", "2d", "1d1h1m1s1ms"])
    func roundTrip(text: String) {
        #expect(DurationText.parse(text).map(DurationText.format) == text)
    }
}

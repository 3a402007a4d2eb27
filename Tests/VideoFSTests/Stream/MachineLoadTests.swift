import Testing

@testable import VideoFS

struct MachineLoadTests {
    private static let start = ContinuousClock.now

    @Test(
        "half a processor in use, measured while readers wait, makes the machine the limit",
        arguments: [(milliseconds: 500, used: 240, isLimit: false), (500, 260, true), (3_000, 2_900, false)])
    func limit(milliseconds: Int, used: Int, isLimit: Bool) {
        var load = MachineLoad()
        #expect(load.isDue(at: Self.start))
        load.note(.seconds(100), at: Self.start)
        #expect(!load.isLimit)
        #expect(!load.isDue(at: Self.start + .milliseconds(199)))
        #expect(load.isDue(at: Self.start + .milliseconds(200)))
        load.note(.seconds(100) + .milliseconds(used), at: Self.start + .milliseconds(milliseconds))
        #expect(load.isLimit == isLimit)
    }

    @Test func theTimeOfAProcessGrowsWithItsWork() {
        let before = MachineLoad.processTime()
        var sum = 0
        while MachineLoad.processTime() == before { sum &+= 1 }
        #expect(MachineLoad.processTime() > before)
    }
}

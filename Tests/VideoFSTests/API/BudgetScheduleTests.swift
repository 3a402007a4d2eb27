import Testing

@testable import VideoFS

struct BudgetScheduleTests {
    private static let portions = 20
    private static let schedules = 500

    @Test(
        "in 10,000 random schedules no service counts one request beyond its limit, and nobody takes what is kept for others",
        arguments: 0..<portions)
    func holds(portion: Int) {
        var sent = 0
        for number in 0..<Self.schedules {
            let seed = UInt64(portion * Self.schedules + number)
            var schedule = BudgetSchedule(seed: seed)
            schedule.run(steps: 24)
            sent += schedule.sent
            #expect(schedule.refused == 0, "seed \(seed): requests beyond the limit")
            #expect(schedule.complaint == nil, "seed \(seed)")
        }
        // A budget that refuses everything would pass all of that.
        #expect(sent > 8 * Self.schedules)
    }
}

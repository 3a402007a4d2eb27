import NIOCore
import Synchronization

@testable import VideoFS

extension Simulation {
    /// One of a film's readers reads on, or out of order, or elsewhere.
    mutating func read(_ film: Int) {
        let place = chance.below(films[film].places.count)
        var from = films[film].places[place]
        switch chance.below(20) {
        case 0: from = chance.below(films[film].size)
        case 1: from = max(0, from - chance.below(5 << 20))
        case 2: from += chance.below(9 << 20)
        case 3: from += chance.below(400_000)
        default: break
        }
        if from >= films[film].size { from = 0 }
        let length = Int64(chance.happens(5) ? 1 << 20 : 4_096 * (1 + chance.below(32)))
        let range = from..<from + length
        films[film].places[place] = range.upperBound
        read(range, film)
    }

    mutating func read(_ range: Range<Int64>, _ film: Int) {
        let number = films[film].nextRead
        films[film].nextRead += 1
        films[film].reads[number] = SimulatedFilm.Read(
            range: range, since: now, mustSucceed: isHealed || faults == 0)
        let box = films[film].box
        let reader = chance.pick([ReaderKind.viewer, .viewer, .viewer, .unknown, .scanner])
        let effects = films[film].state.read(range, number: number, by: reader, at: now) { outcome in
            box.answers.withLock { $0.append(SimulatedFilm.Answer(number: number, outcome: outcome)) }
        }
        perform(effects, film)
        judgeAnswers(film)
    }

    /// Bytes that are kept of the version that the stream believes in come from disk.
    mutating func seed(_ film: Int) {
        let state = films[film].state
        let version = (0...films[film].version).first {
            films[film].entityTag(of: $0) == state.facts.entityTag
        }
        guard state.isConfirmed, let version else { return }
        let start = chance.below(films[film].size)
        let range = start..<min(start + 1 + chance.below(300_000 as Int64), films[film].size)
        let bytes = SimulatedFilm.bytes(range, version: version)
        perform(films[film].state.seed(Array(bytes.readableBytesView), at: start), film)
    }

    mutating func abandonOne(_ film: Int) {
        guard let number = films[film].reads.keys.sorted().first else { return }
        films[film].reads[number] = nil
        perform(films[film].state.abandon(number, at: now), film)
    }

    /// Compares what was answered with what the film has there.
    mutating func judgeAnswers(_ film: Int) {
        let answers = films[film].box.answers.withLock { answers in
            defer { answers = [] }
            return answers
        }
        for answer in answers {
            guard let read = films[film].reads.removeValue(forKey: answer.number) else { continue }
            judge(answer, to: read, film)
        }
        for (number, read) in films[film].reads where now - read.since > .seconds(200) {
            complaint = complaint ?? "read \(number) of \(read.range) waits for over 200 s"
        }
    }

    private mutating func judge(
        _ answer: SimulatedFilm.Answer, to read: SimulatedFilm.Read, _ film: Int
    ) {
        switch answer.outcome {
        case .success(let bytes): judge(bytes, of: read.range, film)
        case .failure(let error):
            failed += 1
            guard read.mustSucceed, !films[film].isReplaced else { return }
            complaint = complaint ?? "a read of \(read.range) failed without a cause: \(error)"
        }
    }

    private mutating func judge(_ bytes: FileBytes, of range: Range<Int64>, _ film: Int) {
        answered += 1
        let size = films[film].state.facts.size
        let end = min(range.upperBound, size)
        guard range.lowerBound < end else {
            if bytes.count > 0 { complaint = complaint ?? "bytes past the end" }
            return
        }
        let versions = films[film].seenVersion.map { [$0] } ?? Array(0...films[film].version)
        let match = versions.first {
            SimulatedFilm.holds(bytes, range.lowerBound..<end, version: $0)
        }
        guard let match else {
            complaint = complaint ?? "wrong bytes in \(range), of \(films[film].size), version \(versions)"
            return
        }
        films[film].seenVersion = match
    }
}

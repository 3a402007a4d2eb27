import DemoOrigin
import Foundation
import Testing

/// How the reader of one cell ended.
struct CellOutcome: Sendable, Decodable {
    /// A name of `errno`, `OK`, `OTHER`, or a complaint about the bytes.
    let word: String
    /// The longest of its reads.
    let seconds: Double
    /// Whether each of its faults hit a request: else the cell proves nothing.
    var hits = true

    private enum CodingKeys: CodingKey { case word, seconds }
}

/// Reads the films of cells, those of one mount at the same time.
enum FaultMatrixRun {
    /// All outcomes by the cell's number. One run serves every test: most cells do nothing but wait.
    static let outcomes = Task { try await run() }

    private static func run() async throws -> [Int: CellOutcome] {
        var outcomes = try await read(FaultMatrix.cells.filter { !$0.isAlone })
        for cell in FaultMatrix.cells where cell.isAlone {
            outcomes.merge(try await read([cell])) { $1 }
        }
        return outcomes
    }

    private static func read(_ cells: [FaultCell]) async throws -> [Int: CellOutcome] {
        var outcomes: [Int: CellOutcome] = [:]
        // Every cell takes links, and some take many.
        try await Demo.mounted(
            keepsOriginals: false, flags: ["--request-limit", "1000000"],
            {
                $0.library = FaultMatrix.library
                $0.requestLimit = nil
            }
        ) { demo in
            for fault in cells.flatMap(\.faults) { demo.origin.faults.add(fault) }
            outcomes = try await demo.read(cells)
            let untouched = Set(demo.origin.faults.untouched.map(\.matching))
            for cell in cells where !untouched.isDisjoint(with: cell.faults.map(\.matching)) {
                outcomes[cell.id]?.hits = false
            }
        }
        return outcomes
    }
}

extension Demo {
    /// Seconds after which cells that have not ended count as hanging.
    private static let patience = 110

    fileprivate func read(_ cells: [FaultCell]) async throws -> [Int: CellOutcome] {
        let originals = try scratch.makeDirectory("originals")
        for seed in 0..<UInt64(FaultMatrix.seeds) {
            let bytes = DemoMedia.bytes(seed: seed, range: 0..<FaultCell.filmLength)
            try Data(bytes).write(to: URL(filePath: "\(originals)/\(seed)"))
        }
        let tasks = cells.map { cell in
            let film = sites + "/" + FaultMatrix.path(of: cell)
            return "\(cell.id)\t\(cell.isSlow ? 1 : 0)\t\(film)\t\(originals)/\(FaultMatrix.seed(of: cell))"
        }
        let list = scratch.path + "/cells"
        try tasks.joined(separator: "\n").write(toFile: list, atomically: true, encoding: .utf8)
        let outcome = try await python(
            Self.cellReader, [list, "\(Self.patience)"], within: .seconds(Self.patience + 30))
        #expect(outcome.succeeded, "\(outcome)")
        return try outcome.lines.reduce(into: [:]) { outcomes, line in
            let parts = line.split(separator: "\t", maxSplits: 1)
            let id = try #require(Int(parts[0]))
            outcomes[id] = try JSONDecoder().decode(CellOutcome.self, from: Data(parts[1].utf8))
        }
    }

    /// Prints a line for each cell: its number, and how it ended. A reader that hangs has none.
    ///
    /// Readers that will have to wait do so all at once, with little read-ahead: the kernel lets no more than
    /// 64 requests of read-ahead wait, and the others would stand in line behind them.
    private static let cellReader = """
        import errno, json, os, sys, threading, time
        turn = bytes(byte ^ 0xFF for byte in range(256))
        room = threading.Semaphore(4)
        lock = threading.Lock()

        def read(film, original, isSlow, times):
            version, offset = None, 0
            try:
                times.append(time.monotonic())
                file = os.open(film, os.O_RDONLY)
                times.append(time.monotonic())
                if isSlow: os.posix_fadvise(file, 0, 0, os.POSIX_FADV_RANDOM)
                while True:
                    times.append(time.monotonic())
                    part = os.read(file, 65536)
                    times.append(time.monotonic())
                    if not part: break
                    old = original[offset:offset + len(part)]
                    found = 'OK' if part == old else 'OTHER' if part == old.translate(turn) else None
                    if found is None: return f'wrong bytes near {offset}'
                    if version not in (None, found): return f'bytes of two versions at {offset}'
                    version = found
                    offset += len(part)
                return version if offset == len(original) else f'an end at {offset}'
            except OSError as error:
                times.append(time.monotonic())
                return errno.errorcode[error.errno]

        def run(cell, isSlow, film, original):
            original = open(original, 'rb').read()
            if not isSlow: room.acquire()
            times = []
            word = read(film, original, isSlow, times)
            seconds = max(round(after - before, 2) for before, after in zip(times[::2], times[1::2]))
            if not isSlow: room.release()
            with lock: print(cell, json.dumps({'word': word, 'seconds': seconds}), sep='\\t', flush=True)

        end = time.monotonic() + float(sys.argv[2])
        threads = []
        for line in open(sys.argv[1]):
            cell, isSlow, film, original = line.rstrip('\\n').split('\\t')
            threads.append(threading.Thread(target=run, args=(cell, isSlow == '1', film, original), daemon=True))
            threads[-1].start()
        for thread in threads: thread.join(max(0, end - time.monotonic()))
        sys.stdout.flush()
        os._exit(0)
        """
}

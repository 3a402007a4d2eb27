/// What is kept on disk of a film, on its way to readers and back.
extension FileStream {
    /// Bytes before a place that are compared where what is kept meets what arrives.
    private static let overlap = 64 << 10

    /// Answers a read with what is kept: no link, no request, and no place that is followed.
    func serve(
        _ bytes: ArraySlice<UInt8>, since came: ContinuousClock.Instant, _ completion: ReadCompletion
    ) {
        let isTrue = serve(count: bytes.count)
        totals.answered(after: time - came)
        guard isTrue else { return completion(.failure(.contentReplaced)) }
        totals.fromDisk.add(Int64(bytes.count))
        completion(.success(FileBytes(parts: [.bytes(bytes)])))
    }

    /// Puts what is kept where a read begins into memory, so that only the rest is fetched, and what arrives is
    /// compared with it.
    func seed(_ range: Range<Int64>) {
        guard let kept, inspect({ $0.blocks.end(from: range.lowerBound) }) == range.lowerBound,
            let (start, bytes) = kept.beginning(of: range, before: Int64(Self.overlap))
        else { return }
        seed([UInt8](bytes), at: start)
    }

    /// What answers a read, and then keeps what it was answered with.
    func keeping(
        _ range: Range<Int64>, for reader: ReaderKind, _ completion: @escaping ReadCompletion
    ) -> ReadCompletion {
        guard let kept, kept.isOpen else { return completion }
        let start = max(0, range.lowerBound)
        let limit = reader == .viewer ? KeptIndex.played : KeptIndex.scanned
        return { [weak self] outcome in
            completion(outcome)
            guard let self, case .success(let bytes) = outcome else { return }
            let index = inspect { $0.index.place(in: $0.facts.size) }
            let range = start..<start + Int64(bytes.count)
            kept.collect(range, limit: limit, index: index, at: time) { bytes.joined }
        }
    }

    /// Writes what is to be kept, soon. `ifCalm`: only where nothing more came lately.
    func save(ifCalm: Bool) {
        kept?.save(ifCalmAt: ifCalm ? time : nil) { [weak self] range in
            let bytes = self?.inspect { $0.blocks.bytes(range) }
            return bytes?.joined
        }
    }
}

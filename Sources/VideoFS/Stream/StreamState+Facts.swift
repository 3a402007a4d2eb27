extension StreamState {
    /// Takes the CDN's word on size and version.
    ///
    /// - Returns: `nil` where it contradicts what was confirmed before: another file.
    mutating func learn(length: Int64?, entityTag: String?) -> [StreamEffect]? {
        if let entityTag, let known = facts.entityTag, known != entityTag { return nil }
        let before = facts
        if let length {
            guard !isConfirmed || length == facts.size else { return nil }
            facts.size = length
        }
        facts.entityTag = facts.entityTag ?? entityTag
        let isNews = !isConfirmed || facts != before
        isConfirmed = isConfirmed || length != nil
        guard isNews, isConfirmed else { return [] }
        for number in fetches.keys {
            guard let fetch = fetches[number] else { continue }
            fetches[number]?.end = fetch.isOpenEnded ? facts.size : min(fetch.end, facts.size)
        }
        // What a read needs memory for was reckoned by the smaller size.
        for (number, read) in waiting where read.range.upperBound > before.size && facts.size > before.size {
            waiting[number]?.isAdmitted = false
        }
        // First the kernel learns the size, then readers get their bytes: it will ask again past the
        // old end.
        let late = facts.size < before.size ? refuseReadsPastTheEnd() : []
        return [.learned(facts, sizeChanged: facts.size != before.size)] + late + answerReady()
    }

    /// Fails the reads that reach past a size which turned out smaller than claimed.
    ///
    /// The kernel still believes in the claim, and would show zeros for what a short answer leaves out. A
    /// read-ahead that failed it asks again, page by page, and by then it knows the size.
    private mutating func refuseReadsPastTheEnd() -> [StreamEffect] {
        var effects: [StreamEffect] = []
        for (number, read) in waitingInOrder where read.range.upperBound > facts.size {
            endWaiting(number)
            let refusal = OperationError.upstream("the file is shorter than the service says")
            effects.append(.answer(read.completion, .failure(refusal)))
        }
        return effects
    }
}

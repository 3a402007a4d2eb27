internal import Synchronization

/// Readers, whose blocks are promised to them before they are asked for, so that no two of them wait for
/// memory that the other holds.
extension BlockPool {
    /// Promises blocks to a read, in the order in which reads asked.
    ///
    /// - Parameters:
    ///   - blocks: how many it still needs, all at once.
    ///   - ticket: its place in the queue, set here where it has to wait.
    /// - Returns: whether they are promised. If not, ask again with the ticket after ``whenFree(_:)``.
    func promise(_ blocks: Int, to ticket: inout Ticket?) -> Bool {
        let blocks = min(blocks, capacity)
        let (granted, place) = books.withLock { books -> (Bool, Ticket?) in
            if blocks == 0 || isNext(ticket, in: books), fits(blocks, in: books) {
                books.promised += blocks
                books.queue.removeAll { $0.ticket == ticket }
                return (true, nil)
            }
            if let ticket, let index = books.queue.firstIndex(where: { $0.ticket == ticket }) {
                books.queue[index].blocks = blocks
                return (false, ticket)
            }
            books.tickets += 1
            let place = Ticket(number: books.tickets)
            books.queue.append((ticket: place, blocks: blocks))
            return (false, place)
        }
        ticket = place
        // The next in the queue may fit too.
        if granted { change { _ in } }
        return granted
    }

    private func isNext(_ ticket: Ticket?, in books: Books) -> Bool {
        guard let first = books.queue.first else { return true }
        return first.ticket == ticket
    }

    /// Gives back promises that were not used.
    func takeBack(promises: Int) {
        guard promises > 0 else { return }
        change { $0.promised -= promises }
    }

    /// A read that no longer waits.
    func withdraw(_ ticket: Ticket) {
        change { books in books.queue.removeAll { $0.ticket == ticket } }
    }

    /// Whether the read that is next cannot have what it needs: then whoever has bytes that nobody waits for
    /// gives them back.
    var isShort: Bool {
        books.withLock { books in books.queue.first.map { !fits($0.blocks, in: books) } ?? false }
    }

    /// Counts the places at which somebody reads.
    func readersChanged(by difference: Int) {
        guard difference != 0 else { return }
        change { $0.readers += difference }
    }

    /// Bytes that one reader may hold ahead of itself when all do the same; two blocks at least.
    var windowShare: Int64 {
        books.withLock { books in
            let readers = max(books.readers, 1)
            let common = capacity - max(capacity / 4, 2 * books.readers)
            return Int64(max(common / readers, 2) * Block.size)
        }
    }

    /// Blocks promised and not yet lent, reads in the queue, and readers counted: each returns to zero.
    var commitments: (promised: Int, queued: Int, readers: Int) {
        books.withLock { ($0.promised, $0.queue.count, $0.readers) }
    }
}

internal import Dispatch
internal import Synchronization

/// The count of requests on disk, shared by all processes of one account.
///
/// A request is written down before it leaves, so that a process that dies takes nothing out of the count. There
/// is no `fsync`: the kernel outlives the process, and after a power cut the file is an older or the new one, or
/// damaged. Whoever changes the books holds a lock on a file beside them, reads what others wrote, and
/// overwrites the earlier of the two versions that are kept (``SlotFile``). One thread at a time does that, not
/// one of the cooperative pool: a disk may take seconds.
final class RequestLedger: Sendable {
    /// What was found on disk.
    enum Found: Hashable, Sendable {
        case nothing
        case books(RequestBooks)
        case damaged
    }

    let path: String
    private let queue = DispatchQueue(label: "vidfs.requests")
    private let problem = Mutex<String?>(nil)

    /// Whose requests are counted where.
    struct Place: Hashable, Sendable {
        /// Made when something is first written. Not the cache's, which people delete.
        var directory: String
        /// As in ``VideoService/provider``.
        var provider: String
        /// What tells one account of the provider from another.
        var account: String
    }

    /// - Parameters:
    ///   - place: whose requests are counted where.
    ///   - address: where the service is: the same account may exist on two.
    init(_ place: Place, address: String) {
        let identity = Checksum([UInt8]("\(place.account)\n\(address)".utf8))
        path = "\(place.directory)/requests-\(place.provider)-\(String(identity.value, radix: 16))"
    }

    /// Why requests are not counted over a restart, or were counted anew: a sentence.
    var warning: String? { problem.withLock { $0 } }

    /// Lets `work` change the books while no other process does, and returns once the change is in the file.
    ///
    /// - Parameter work: gets what is on disk, and returns the books to store, if they changed, and a value.
    /// - Returns: that value.
    func update<Value: Sendable>(
        _ work: @escaping @Sendable (Found) -> (books: RequestBooks?, value: Value)
    ) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.updateNow(work)) }
        }
    }

    private func updateNow<Value>(_ work: (Found) -> (books: RequestBooks?, value: Value)) -> Value {
        let lock = PrivateFile.lock(path + ".lock")
        defer { lock?.release() }
        let (found, earlier) = read()
        let (books, value) = work(found)
        guard let books else { return value }
        do throws(PrivateFile.Refusal) {
            if let earlier {
                try SlotFile.write(books.bytes, to: earlier, of: path)
            } else {
                try SlotFile.make(path, with: books.bytes)
            }
        } catch {
            note("Requests are counted until this mount ends only: \(path) cannot be written: \(error).")
        }
        return value
    }

    /// - Returns: the latest whole books, and the slot of the earlier ones; `nil` for it where the file has to be
    ///   made anew.
    private func read() -> (found: Found, earlier: Int?) {
        do throws(PrivateFile.Refusal) {
            switch try SlotFile.read(path) {
            case .none: return (.nothing, nil)
            case .other(let bytes):
                if let books = RequestBooks(bytes: bytes) { return (.books(books), nil) }
            case .slots(let versions):
                let latestFirst = versions.indices.sorted {
                    RequestBooks.sequence(in: versions[$0]) > RequestBooks.sequence(in: versions[$1])
                }
                for slot in latestFirst {
                    guard let books = RequestBooks(bytes: versions[slot]) else { continue }
                    return (.books(books), 1 - slot)
                }
            }
            note("\(path) was damaged: half of the limit is taken for spent.")
        } catch {
            note("Requests of earlier mounts are not known: \(path) cannot be read: \(error).")
        }
        return (.damaged, nil)
    }

    /// The first one stays: what follows is its consequence.
    private func note(_ sentence: String) {
        problem.withLock { $0 = $0 ?? sentence }
    }
}

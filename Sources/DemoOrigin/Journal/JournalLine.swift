internal import Foundation

/// One request's place in the journal, for as long as it is being answered.
///
/// The entry is finished when this goes: with the answer, or with whatever ended the answer before its time.
final class JournalLine: Sendable {
    private let id: UUID
    private let journal: DemoJournal

    init(_ entry: DemoJournal.Entry, in journal: DemoJournal) {
        self.id = entry.id
        self.journal = journal
        journal.arrived(entry)
    }

    deinit {
        journal.finished(id)
    }

    func answered(status: Int) {
        journal.answered(id, status: status)
    }

    func sent(bytes: Int) {
        journal.sent(id, bytes: bytes)
    }
}

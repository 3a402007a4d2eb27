/// Guesses whether whoever lists a directory of many films wants their attributes too.
///
/// The kernel asks for both with the first piece of every directory. For `ls -l` and `rsync` attributes that
/// come with the names save a question for each entry. For a program that goes by names alone they are most of
/// what a listing costs: the kernel makes a node of each. It does not say which of the two it is, but one entry
/// whose attributes are held back shows it: who wants attributes asks for that one. So the first directory that
/// somebody lists comes with attributes of all entries but one, and the next as the one before was used.
struct ListingHabits: Sendable {
    /// Readers remembered. More than list side by side; the oldest gives way.
    static let memory = 64

    enum Answer: Hashable, Sendable {
        case names
        /// For all entries but the last.
        case attributes
    }

    private struct Habit {
        let reader: Int32
        var directory: InodeNumber
        var answer: Answer
        /// Whether something in the directory was looked up since.
        var isLookedInto = false
    }

    /// The one that listed last comes last.
    private var habits: [Habit] = []

    /// Decides how a piece of a directory is answered.
    ///
    /// - Parameters:
    ///   - directory: what is listed.
    ///   - isStart: whether it is the first piece: the others come like that one.
    ///   - reader: the thread that lists, as the kernel numbers it.
    /// - Returns: what to answer with.
    mutating func answer(listing directory: InodeNumber, isStart: Bool, by reader: Int32) -> Answer {
        guard let place = habits.lastIndex(where: { $0.reader == reader }) else {
            remember(Habit(reader: reader, directory: directory, answer: .attributes))
            return .attributes
        }
        var habit = habits[place]
        guard isStart || habit.directory != directory else { return habit.answer }
        habit.answer = habit.isLookedInto ? .attributes : .names
        habit.directory = directory
        habit.isLookedInto = false
        habits.remove(at: place)
        remember(habit)
        return habit.answer
    }

    /// Something in a directory was looked up, by whomever: a program may list in one thread and look in others.
    mutating func lookedUp(in directory: InodeNumber) {
        for place in habits.indices where habits[place].directory == directory {
            habits[place].isLookedInto = true
        }
    }

    private mutating func remember(_ habit: Habit) {
        if habits.count >= Self.memory { habits.removeFirst() }
        habits.append(habit)
    }
}

extension NodeID {
    /// Whether there may be thousands of entries that are seldom all entered. What stands above is walked
    /// through, and what stands below is short.
    var holdsFilms: Bool {
        if case .package = self { true } else { false }
    }
}

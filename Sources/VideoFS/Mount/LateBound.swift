internal import Synchronization

/// A function that lower layers call and that exists only once the layers above them do.
///
/// Until it is connected it gives a fixed answer.
final class LateBound<Input: Sendable, Output: Sendable>: Sendable {
    private let function: Mutex<@Sendable (Input) -> Output>

    init(before answer: Output) {
        let fixed: @Sendable (Input) -> Output = { _ in answer }
        function = Mutex(fixed)
    }

    func connect(_ function: @escaping @Sendable (Input) -> Output) {
        self.function.withLock { $0 = function }
    }

    func callAsFunction(_ input: Input) -> Output {
        let function = function.withLock { $0 }
        return function(input)
    }
}

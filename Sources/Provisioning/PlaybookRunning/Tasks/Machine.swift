internal import HostConnections

/// What asking a target leads to: replies and what follows from them, or that it can't be reached.
typealias Reached<Value> = Result<Value, ConnectionFailure>

/// Work as a machine: it is done, or says what it needs and how it goes on from the answer.
///
/// A value without a thread, a clock or a connection. Whoever drives it asks targets, lets time pass
/// and changes the run; nothing waits inside.
indirect enum Machine<Outcome: Sendable>: Sendable {
    /// The work is done.
    case done(Outcome)
    /// A target is asked; commands next to each other travel together.
    case ask(TaskTarget, [HostRequest], then: @Sendable (Reached<[HostReply]>) -> Machine)
    /// Time passes.
    case sleep(Duration, then: @Sendable () -> Machine)
    /// Something is done to the run itself.
    case effect(RunEffect, then: @Sendable (RunEffect.Ending) -> Machine)
}

/// Whether work that repeats goes on.
enum Repetition<State: Sendable, Outcome: Sendable>: Sendable {
    /// Once more, from here.
    case again(State)
    /// It is over.
    case over(Outcome)
}

extension Machine {
    /// The machine that goes on with what this one leads to.
    func then<Other>(
        _ next: @escaping @Sendable (Outcome) -> Machine<Other>
    ) -> Machine<Other> {
        switch self {
        case .done(let outcome):
            next(outcome)
        case .ask(let target, let requests, let then):
            .ask(target, requests) { then($0).then(next) }
        case .sleep(let duration, let then):
            .sleep(duration) { then().then(next) }
        case .effect(let effect, let then):
            .effect(effect) { then($0).then(next) }
        }
    }

    /// The machine whose outcome is turned into another.
    func map<Other>(_ transform: @escaping @Sendable (Outcome) -> Other) -> Machine<Other> {
        then { .done(transform($0)) }
    }

    /// The machine that goes on as long as the target can be reached.
    func reached<Value: Sendable, Other: Sendable>(
        _ next: @escaping @Sendable (Value) -> Machine<Reached<Other>>
    ) -> Machine<Reached<Other>> where Outcome == Reached<Value> {
        then { reached in
            switch reached {
            case .success(let value): next(value)
            case .failure(let failure): .done(.failure(failure))
            }
        }
    }

    /// A machine that takes a step again and again, until one says that it is over.
    static func repeating<State: Sendable>(
        from start: State,
        _ step: @escaping @Sendable (State) -> Machine<Repetition<State, Outcome>>
    ) -> Machine {
        var state = start
        while true {
            let round = step(state)
            guard case .done(let repetition) = round else {
                return round.then { repetition in
                    switch repetition {
                    case .again(let next): repeating(from: next, step)
                    case .over(let outcome): .done(outcome)
                    }
                }
            }
            switch repetition {
            case .again(let next): state = next
            case .over(let outcome): return .done(outcome)
            }
        }
    }
}

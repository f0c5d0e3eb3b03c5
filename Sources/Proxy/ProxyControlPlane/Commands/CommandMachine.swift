internal import EventLoops
internal import ProxyDataPlane

/// A command that is being answered: asked for its next step until it is done, so that a long answer
/// leaves others their turn, and nothing is said before it is true.
protocol CommandMachine {
    /// What it does next.
    mutating func next() -> CommandStep
}

/// What a command does next.
enum CommandStep {
    /// It has that to say, and more to do.
    case text(String)
    /// It goes on when something has happened.
    case wait(CommandWait)
    /// It has said everything.
    case done
}

/// Something that a command waits for.
package struct CommandWait {
    /// Begins to wait on the loop, and calls back there when it has happened.
    let begin: (EventLoop, @escaping @Sendable () -> Void) -> Void
}

/// An answer that is one text.
struct WholeAnswer: CommandMachine {
    private var text: String?

    init(_ text: String) {
        self.text = text
    }

    mutating func next() -> CommandStep {
        defer { text = nil }
        return text.map { .text($0) } ?? .done
    }
}

/// An answer of many parts, each made when the one before is on its way.
struct AnswerParts: CommandMachine {
    private let count: Int
    private let part: (Int) -> String
    private var index = 0

    /// So many parts, by their number.
    init(_ count: Int, _ part: @escaping (Int) -> String) {
        self.count = count
        self.part = part
    }

    mutating func next() -> CommandStep {
        guard index < count else { return .done }
        defer { index += 1 }
        return .text(part(index))
    }
}

/// An answer that is told when every worker knows what was done.
struct AnswerAfterWorkers: CommandMachine {
    private enum State {
        case waiting, telling, done
    }

    private let runtime: ProxyRuntime
    private let text: String
    private var state = State.waiting

    init(_ runtime: ProxyRuntime, _ text: String) {
        self.runtime = runtime
        self.text = text
    }

    mutating func next() -> CommandStep {
        switch state {
        case .waiting:
            state = .telling
            return .wait(CommandWait { [runtime] in runtime.afterAllWorkers(on: $0, $1) })
        case .telling:
            state = .done
            return .text(text)
        case .done:
            return .done
        }
    }
}

/// Asking for a name until there is an answer: which question comes next, and when to give up.
///
/// A value without a socket and a clock. All name servers get each question; the first good answer
/// counts, of the others the last one when all have answered.
public struct NameInquiry: Sendable {
    /// What is to be done next.
    public enum Step: Sendable, Hashable {
        /// This is asked of every server.
        case ask(DNSQuery)
        /// An answer is awaited.
        case wait
        /// The inquiry is over.
        case finish(Outcome)
    }

    /// How an inquiry ends.
    public enum Outcome: Sendable, Hashable {
        /// With an answer that holds what was asked for.
        case found(DNSAnswer)
        /// With the last of the answers that do not.
        case failed(DNSAnswer)
        /// Without any answer.
        case timedOut
    }

    /// The name.
    public let name: DNSName
    private let kinds: [DNSRecordKind]
    private let serverCount: Int
    private var kindIndex = 0
    private var attemptsLeft: Int
    private var answerCount = 0
    private var lastFailure: DNSAnswer?
    /// The question that is asked now.
    public private(set) var query: DNSQuery

    /// An inquiry.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - kinds: what is asked of it, first things first; the next when there is none of the first.
    ///   - serverCount: how many servers are asked.
    ///   - attempts: how often all of it is tried.
    public init(_ name: DNSName, kinds: [DNSRecordKind], serverCount: Int, attempts: Int) {
        self.name = name
        self.kinds = kinds.isEmpty ? [.address4] : kinds
        self.serverCount = serverCount
        attemptsLeft = max(1, attempts) - 1
        query = DNSQuery(name, self.kinds[0], number: 0)
    }

    /// Begins; `number` is hard to guess, here and below.
    public mutating func start(number: UInt16) -> Step {
        ask(number)
    }

    /// A server has answered the question that is asked now.
    public mutating func answered(_ answer: DNSAnswer, number: @autoclosure () -> UInt16) -> Step {
        answerCount += 1
        switch answer {
        case .addresses, .services: return .finish(.found(answer))
        case .none, .noSuchName, .refused, .failed, .truncated, .brokenAlias:
            lastFailure = answer
            guard answerCount >= serverCount else { return .wait }
            if kindIndex + 1 < kinds.count {
                kindIndex += 1
                return ask(number())
            }
            // Another attempt waits for its time.
            return attemptsLeft > 0 ? .wait : .finish(.failed(answer))
        }
    }

    /// No good answer has come in time.
    public mutating func timedOut(number: @autoclosure () -> UInt16) -> Step {
        if answerCount > 0, kindIndex + 1 < kinds.count {
            kindIndex += 1
            return ask(number())
        }
        guard attemptsLeft > 0 else {
            return .finish(lastFailure.map(Outcome.failed) ?? .timedOut)
        }
        attemptsLeft -= 1
        kindIndex = 0
        return ask(number())
    }

    private mutating func ask(_ number: UInt16) -> Step {
        answerCount = 0
        query = DNSQuery(name, kinds[kindIndex], number: number)
        return .ask(query)
    }
}

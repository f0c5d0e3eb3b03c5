internal import HTTPWire

/// One run of a check: told what happened, it says what to do.
///
/// It knows no socket and no clock.
public struct CheckRun {
    /// What is to be done next.
    public enum Order: Sendable, Hashable {
        /// A new connection is to be made.
        case connect(CheckConnection)
        /// Bytes are to be sent.
        case send([UInt8])
        /// Bytes are awaited, or the end.
        case receive
        /// The check is over.
        case finish(CheckOutcome)
    }

    /// How far the connection is when something goes wrong.
    public enum Phase: Sendable, Hashable {
        /// It is being made.
        case connecting
        /// TLS is being agreed on.
        case handshake
        /// Bytes pass.
        case established
    }

    /// How much of an answer is kept: a buffer's size in HAProxy.
    static let answerLimit = 16_384

    let check: PreparedCheck
    /// What the server is told of itself, if requests do.
    let state: String?
    let seconds: Int64
    /// Who evaluates the expressions of the program; nil where it has none.
    let expressions: (any CheckExpressions)?
    /// Whether a 404 means that the server wants no new clients: only one that is up can say so.
    let mayDrain: Bool
    /// The step that is done.
    var index = 0
    /// The step that was done last and is none to be skipped; nil before the first.
    var current: Int?
    var received: [UInt8] = []
    var reader = HTTPResponseReader()
    /// Whether what came was no response at all.
    var isNoHTTP = false
    var isResponseWhole = false
    var hasEnded = false
    var isEncrypted = false
    var code = 0
    private var mustReceive = true

    /// A run of a program.
    ///
    /// - Parameters:
    ///   - check: the program.
    ///   - seconds: the time: seconds since 1970.
    ///   - isUp: whether the server is up.
    ///   - state: what requests tell of the server.
    ///   - expressions: who evaluates the expressions of the program.
    public init(
        _ check: PreparedCheck,
        seconds: Int64,
        isUp: Bool,
        state: String? = nil,
        expressions: (any CheckExpressions)? = nil
    ) {
        self.check = check
        self.expressions = expressions
        self.seconds = seconds
        mayDrain = isUp && check.program.drainsOn404
        self.state = state
    }

    var steps: [CheckStep] { check.program.steps }

    /// Begins.
    public mutating func start() -> Order { advance() }

    /// The connection is there, encrypted if it shall be.
    public mutating func connected(isEncrypted: Bool) -> Order {
        self.isEncrypted = isEncrypted
        index += 1
        return advance()
    }

    /// Everything was sent.
    public mutating func sent() -> Order {
        index += 1
        return advance()
    }

    /// Bytes have come.
    public mutating func received(_ bytes: some Collection<UInt8>) -> Order {
        take(bytes)
        guard case .expect = steps[index].action else { return .receive }
        mustReceive = false
        return advance()
    }

    /// Nothing more comes.
    public mutating func ended() -> Order {
        hasEnded = true
        if check.program.language == .http, reader.finish() != nil { isResponseWhole = true }
        guard case .expect = steps[index].action else { return .receive }
        mustReceive = false
        return advance()
    }

    private mutating func advance() -> Order {
        while index < steps.count {
            let step = steps[index]
            code = 0
            switch step.action {
            case .connect(let connection):
                current = index
                forgetAnswer()
                hasEnded = false
                return .connect(connection)
            case .send(let text):
                current = index
                let bytes = evaluate(text)
                forgetAnswer()
                if !bytes.isEmpty { return .send(bytes) }
            case .request(let request):
                current = index
                let bytes = request.bytes(
                    { evaluate($0) },
                    state: check.program.tellsState ? state : nil
                )
                forgetAnswer()
                reader = HTTPResponseReader(
                    requestMethod: request.sentMethod,
                    bodyLimit: Self.answerLimit
                )
                return .send(bytes)
            case .variable(let change): expressions?.carryOut(change, over: received)
            case .expect(let expectation):
                current = index
                if mustReceive && !hasEnded { return .receive }
                mustReceive = false
                switch judge(concrete(expectation), step) {
                case .met: break
                case .undecided:
                    index = check.resumptions[index]
                    current = index
                    mustReceive = true
                    return .receive
                case .decided(let outcome): return .finish(outcome)
                }
            }
            index += 1
        }
        return .finish(success())
    }

    private mutating func forgetAnswer() {
        received = []
        isNoHTTP = false
        isResponseWhole = false
        mustReceive = true
    }

    private mutating func take(_ bytes: some Collection<UInt8>) {
        received += bytes.prefix(max(0, Self.answerLimit - received.count))
        guard check.program.language == .http, !isNoHTTP, !isResponseWhole else { return }
        do throws(MessageFault) {
            if case .complete = try reader.push(bytes) { isResponseWhole = true }
        } catch {
            // A body that is too long is judged by what there is of it.
            if reader.partial == nil { isNoHTTP = true } else { isResponseWhole = true }
        }
    }

    /// Whether nothing more will come, or nothing more is kept.
    var isLast: Bool {
        hasEnded || isResponseWhole || isNoHTTP || received.count >= Self.answerLimit
    }
}

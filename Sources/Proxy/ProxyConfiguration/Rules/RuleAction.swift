public import Samples
public import StickTables

/// What one rule does: what the reader made of its words, and what the worker does with it.
///
/// A family of actions is a file with its classes and their entries of the table side by side; the
/// table is ``RuleKeywords``.
public protocol RuleAction: AnyObject, Sendable {
    /// Does it for a stream.
    func run(_ run: inout RuleRun) -> RuleOutcome
}

/// A set of rules while it is done for one stream.
public struct RuleRun {
    /// What expressions look at.
    public var context: SampleContext
    /// What the rules change.
    unowned(unsafe) public let target: any RuleTarget
    /// Which message they are about.
    public let isResponse: Bool
    /// Whether a change that does not fit ends the exchange: `strict-mode`.
    public var isStrict = true

    /// Rules for a stream.
    public init(context: SampleContext, target: any RuleTarget, isResponse: Bool) {
        self.context = context
        self.target = target
        self.isResponse = isResponse
    }

    /// The head that the rules are about.
    public var head: HeadView? { isResponse ? context.response : context.request }

    /// Makes a change; one that does not fit ends the exchange, unless that was waived.
    mutating func change(_ change: HeadChange) -> RuleOutcome {
        target.change(change, &self) || !isStrict ? .next : .failed
    }

    /// Changes with a text that is made for this stream.
    mutating func change(
        by format: LogFormat,
        _ make: (UnsafeRawBufferPointer) -> HeadChange
    ) -> RuleOutcome {
        guard let text = format.evaluate(&context) else { return isStrict ? .failed : .next }
        return change(make(text))
    }
}

/// What the data plane offers to rules.
public protocol RuleTarget: AnyObject {
    /// Changes the head that the rules are about, and puts it anew into the run's context; false when it
    /// does not fit.
    func change(_ change: HeadChange, _ run: inout RuleRun) -> Bool

    /// Sets something about the stream.
    func set(_ property: StreamProperty, _ value: Sample, _ run: inout RuleRun)

    /// Sends an interim response, 103, with these header lines.
    func sendHints(_ lines: [UInt8])

    /// Tracks a key in a slot that has none yet.
    func track(_ key: [UInt8], in table: StickTable, slot: Int, _ run: inout RuleRun)

    /// Keeps a text in a slot of the captures.
    func capture(_ text: UnsafeRawBufferPointer, in slot: CaptureSlot, _ run: inout RuleRun)
}

/// What a rule may set of a stream that is no part of a message.
public enum StreamProperty: UInt8, Sendable {
    /// The addresses and ports of the client's side.
    case source, sourcePort, destination, destinationPort
    /// How important its log line is; a negative number writes none.
    case logLevel
    /// Timeouts in milliseconds.
    case serverTimeout, tunnelTimeout, clientTimeout
    /// Whether a header of the PROXY protocol has to come before everything else.
    case awaitsProxyHeader
    /// Numbers in the packets to the client, and for the kernel.
    case typeOfService, mark
    /// When its turn is in a queue.
    case priorityClass, priorityOffset
    /// Whether another attempt may follow once the request was sent.
    case retriesAfterSending
}

/// Where a captured text is kept.
public struct CaptureSlot: Sendable, Hashable {
    /// The number of the slot.
    public var index: Int
    /// The most bytes that are kept.
    public var length: Int
    /// Whether it is of the response.
    public var isResponse: Bool

    /// A slot.
    public init(index: Int, length: Int, isResponse: Bool) {
        self.index = index
        self.length = length
        self.isResponse = isResponse
    }
}

/// How much of a body is waited for, and how long.
public struct BodyDemand: Sendable, Hashable {
    /// The time.
    public var time: Duration
    /// The bytes that are enough; zero is all of it.
    public var leastBytes: Int

    /// A demand.
    public init(time: Duration, leastBytes: Int) {
        self.time = time
        self.leastBytes = leastBytes
    }
}

/// What a rule has come to.
public enum RuleOutcome {
    /// The next rule follows.
    case next
    /// The next rule follows when so much of the message's body is here.
    case awaitBody(BodyDemand)
    /// No more rules of this set.
    case stop
    /// The proxy answers in a server's place.
    case respond(ImmediateResponse)
    /// The proxy answers, but not before the tarpit's timeout.
    case tarpit(ImmediateResponse)
    /// The client is sent elsewhere.
    case redirect(Redirect)
    /// The client has to say who it is.
    case authenticate(realm: String)
    /// The connection ends without an answer.
    case reject
    /// The connection ends, and the client is not told: at most a reset that dies on the way.
    case drop(timeToLive: Int?)
    /// The server's connection ends at once.
    case closeServer
    /// A connection of mode tcp is one of HTTP from now on, of this version if it was said.
    case switchToHTTP(SpokenHTTP?)
    /// The message is not what the rule demands of it: 400.
    case invalid
    /// A change did not fit.
    case failed
}

/// A version of HTTP that is spoken on a connection.
public enum SpokenHTTP: Sendable {
    case version1
    case version2
}

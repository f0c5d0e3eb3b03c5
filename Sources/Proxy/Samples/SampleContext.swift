internal import LinuxSystem
public import RegularExpressions

/// What evaluating an expression may look at: the one way from rules to a stream.
///
/// The data plane fills it in one place; nothing in it is owned, and it does not outlive the turn.
public struct SampleContext {
    /// The stream, for what is asked rarely.
    unowned(unsafe) public let stream: any StreamFacts
    /// Where in the stream's life the expression stands.
    public var point: SamplePoint
    /// The request's head as it is now; nil when it is not there.
    public var request: HeadView?
    /// The response's head as it is now; nil when it is not there.
    public var response: HeadView?
    /// The bytes of the message that the expression stands for, where they are looked at as bytes.
    public var bytes: MessageBytes?
    /// Whether a fetch that cannot tell yet is asked again when more has come.
    public var awaitsMore = false
    /// Whether the head of the message may still become whole.
    public var headMayCome = false
    /// Whether the last fetch may give something else later.
    var mayChange = false
    /// Memory for what is made on the way.
    public var arena: SampleArena
    /// What a thread keeps between evaluations.
    unowned(unsafe) public let memory: SampleMemory
    /// Whether a fetch gives its values one by one, for a test that one of them has to pass.
    var iterates = false
    /// Where the last value stood.
    var cursor = SampleCursor()

    /// A context without heads.
    public init(
        stream: any StreamFacts,
        point: SamplePoint,
        arena: SampleArena,
        memory: SampleMemory
    ) {
        self.stream = stream
        self.point = point
        self.arena = arena
        self.memory = memory
    }

    /// The head that a fetch looks at which can be in either message.
    var message: HeadView? { point.looksAtResponse ? response : request }
}

/// What has come of a message, as bytes.
public struct MessageBytes {
    /// What is here.
    public let bytes: UnsafeRawBufferPointer
    /// Whether they are the message itself: of one of HTTP only their number is known.
    public let isRaw: Bool
    /// How many there can be at most.
    public let limit: Int

    /// What is here of a message.
    public init(_ bytes: UnsafeRawBufferPointer, isRaw: Bool, limit: Int) {
        self.bytes = bytes
        self.isRaw = isRaw
        self.limit = limit
    }
}

/// What a thread keeps between evaluations: room for matches, the calendar of the second.
public final class SampleMemory {
    /// Room for matches of regular expressions.
    public let matches = MatchScratch()
    private var second = Int64.min
    private var kept = WallTime(seconds: 0).utc

    /// Nothing kept.
    public init() {}

    /// The local calendar of a time.
    func calendar(of time: WallTime) -> CalendarTime {
        if time.seconds != second {
            second = time.seconds
            kept = time.local
        }
        return kept
    }
}

/// A place among the values of a fetch.
struct SampleCursor {
    /// The line.
    var line = 0
    /// The first byte of the line that was not looked at.
    var offset = 0
}

/// What a stream knows of itself beyond its messages.
///
/// The data plane answers; an answer's bytes are valid until the turn is over, or stand in the
/// context's arena.
public protocol StreamFacts: AnyObject {
    /// A fact; nil when it is not known (yet).
    func fact(_ fact: StreamFact, of subject: FactSubject, _ arena: inout SampleArena) -> Sample?

    /// An answer about the TLS of a connection; nil when it is not known (yet).
    func encryption(_ question: EncryptionQuestion, _ arena: inout SampleArena) -> Sample?

    /// What is tracked in a slot; nil when nothing is.
    func tracked(_ slot: Int) -> TrackedEntry?

    /// The variables of a scope; nil when there are none and none may be made.
    func variables(_ scope: VariableScope, creating: Bool) -> VariableStore?
}

extension StreamFacts {
    /// Nothing is tracked where there is no stream.
    public func tracked(_ slot: Int) -> TrackedEntry? { nil }
}

/// Whom a fact is about, where it is not the stream itself.
public struct FactSubject {
    /// The name of a frontend or backend; empty is the stream's own.
    public let proxy: UnsafeRawBufferPointer
    /// The name of a server.
    public let server: UnsafeRawBufferPointer
    /// A number that belongs to the question, as which slot of the captures.
    public let index: Int

    /// A subject.
    public init(
        proxy: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0),
        server: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0),
        index: Int = 0
    ) {
        self.proxy = proxy
        self.server = server
        self.index = index
    }
}

/// The facts that can be asked of a stream.
public enum StreamFact: UInt8, Sendable {
    // The client's side.
    case sourceAddress, sourcePort, destinationAddress, destinationPort
    case connectionSourceAddress, connectionSourcePort
    case connectionDestinationAddress, connectionDestinationPort
    case listenerID, listenerName
    case acceptDateMicroseconds, requestDateMicroseconds
    case httpMajorVersion, isFirstRequest, isHTTP
    case hasProxyHeader, proxyAttribute
    /// What the kernel has of either side's connection.
    case clientConnectionNumber, serverConnectionNumber
    // TLS of the client.
    case clientUsesTLS, clientServerName, clientProtocol, clientCipher, clientFault
    // The server's side.
    case serverSourceAddress, serverSourcePort, serverDestinationAddress, serverDestinationPort
    case serverUsesTLS, serverFault, logsEarly, serverConnectionReused, serverHTTPMajorVersion
    // Names and numbers of proxies and servers.
    case frontendName, frontendID, backendName, backendID, serverName, serverID, defaultBackend
    case frontendConnections, frontendRequestRate, frontendSessionRate
    case backendConnections, backendSessionRate, backendFreeConnections, backendSlots
    case backendQueue, averageQueue, usableServers
    case serverConnections, serverFreeConnections, serverQueue, serverIsUp, serverWeight
    case serverInitialWeight, serverUserWeight, serverSessionRate
    case clientTimeout, serverTimeout, tunnelTimeout, connectTimeout, queueTimeout, tarpitTimeout
    case backendServerTimeout, backendTunnelTimeout, backendConnectTimeout, backendQueueTimeout
    case frontendClientTimeout, frontendTarpitTimeout, backendTarpitTimeout, maximumRetries
    // The process.
    case activeConnections, hostName, processID, threadIndex, uptime, isStopping
    case processConnections
    // The transaction.
    case status, serverStatus, uniqueID, method, uri, version, requestLine, retries
    case isRedispatched, terminationState, terminationStateWithCookies
    case capturedRequestHeader, capturedResponseHeader, capturedRequestCount, capturedResponseCount
    case clientCookie, serverCookie, streamID, requestBody, requestBodySize
    case lastRuleLine, lastRuleFile, bytesIn, bytesOut, requestCount, priorityClass, priorityOffset
    case responseVersion
    // Times in milliseconds; a negative one has not happened.
    case handshakeTime, idleTime, requestTime, headTime, queueTime, connectTime, responseTime
    case dataTime, activeTime, totalTime, userTime
    // Places in queues.
    case serverQueuePosition, backendQueuePosition
    // What answers, as the log names it.
    case targetName
}

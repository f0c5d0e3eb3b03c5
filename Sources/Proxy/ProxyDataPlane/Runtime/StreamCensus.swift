public import EventLoops
public import LinuxSystem
internal import ProxyConfiguration
internal import Synchronization

/// What an operator is told of one stream that runs.
public struct StreamReport: Sendable {
    /// How far it is.
    public enum Progress: Sendable {
        /// No server has it yet: it waits for one, or for a connection.
        case connecting
        /// A server has it and has not answered.
        case asking
        /// The response passes.
        case answering
        /// Bytes pass both ways, of which nothing is known.
        case tunneling
    }

    /// Tells it from all others of the process.
    public let identity: StreamIdentity
    /// The client.
    public let client: SocketAddress
    /// The names of frontend, backend and server; nil where it has none yet.
    public let frontend: String
    /// The backend.
    public let backend: String?
    /// The server.
    public let server: String?
    /// Milliseconds since its first byte.
    public let age: Int64
    /// How far it is.
    public let progress: Progress
    /// Whether all of the request has come.
    public let hasWholeRequest: Bool
    /// Bytes of the request and of the response that wait in the proxy.
    public let waitingFromClient: Int
    /// Bytes of the response that wait for the client.
    public let waitingForClient: Int
    /// Milliseconds until either side is given up; nil is never.
    public let patience: Int64?
}

/// What tells a stream from all others of the process, also from one that comes after it.
public struct StreamIdentity: Sendable, Hashable {
    let worker: Int
    let token: SlotToken

    /// The same as one number: slots leave room for the worker between them and their generation.
    public var number: UInt64 { token.rawValue | UInt64(worker) << 20 }
}

/// All streams of the moment: each worker tells its own, and who asked gets them together.
final class StreamCensus: Sendable {
    private struct Count: Sendable {
        var streams: [StreamReport] = []
        var missing: Int
        var whenDone: (@Sendable ([StreamReport]) -> Void)?
    }

    private let count: Mutex<Count>

    /// Waits for that many workers.
    init(of workerCount: Int, whenDone: @escaping @Sendable ([StreamReport]) -> Void) {
        count = Mutex(Count(missing: workerCount, whenDone: whenDone))
    }

    /// Takes the streams of one worker in.
    func add(_ streams: [StreamReport]) {
        let finish = count.withLock { count -> (() -> Void)? in
            count.streams += streams
            count.missing -= 1
            return count.missing == 0 ? Self.close(&count) : nil
        }
        finish?()
    }

    /// Waits no longer: workers that have ended have no streams.
    func end() {
        count.withLock { Self.close(&$0) }?()
    }

    private static func close(_ count: inout Count) -> (() -> Void)? {
        guard let whenDone = count.whenDone else { return nil }
        count.whenDone = nil
        let streams = count.streams
        return { whenDone(streams) }
    }
}

extension ProxyRuntime {
    /// How long workers are waited for: one that has ended answers no more.
    private static let patience = Duration.seconds(1)

    /// Asks all workers for their streams; called on the loop with what they said, oldest first.
    public func listStreams(
        on loop: EventLoop,
        _ deliver: @escaping @Sendable ([StreamReport]) -> Void
    ) {
        let workers = workers
        let remote = loop.remote
        let census = StreamCensus(of: workers.count) { streams in
            remote.post { _ in deliver(streams.sorted { $0.age > $1.age }) }
        }
        for worker in workers { worker.post(.report(census)) }
        if workers.isEmpty { census.end() }
        loop.schedule(after: Self.patience) { census.end() }
    }

    /// Ends a stream at once, as an operator wants it.
    public func shutDown(_ stream: StreamIdentity) {
        workers[stream.worker].post(.cutStream(stream.token))
    }
}

extension Worker {
    /// Tells of all streams of this worker.
    func report(to census: StreamCensus) {
        var reports: [StreamReport] = []
        for stream in streams.running {
            guard stream.hasRequest, let progress = stream.progress else { continue }
            let deadline = min(stream.clientDeadline, stream.serverDeadline)
            reports.append(
                StreamReport(
                    identity: StreamIdentity(worker: index, token: stream.token),
                    client: stream.peer,
                    frontend: stream.frontend.name,
                    backend: stream.backend?.name,
                    server: stream.server?.settings.name,
                    age: max(0, now - stream.timing.start),
                    progress: progress,
                    hasWholeRequest: stream.request.pipe.isWhole,
                    waitingFromClient: stream.request.pipe.count,
                    waitingForClient: (stream.client.output?.count ?? 0)
                        + stream.response.pipe.count,
                    patience: deadline == .max ? nil : max(0, deadline - now)
                )
            )
        }
        census.add(reports)
    }

    /// Ends a stream as an operator wants it: a client that waits for its answer gets one.
    func shutDown(_ stream: Stream) {
        guard stream.hasRequest, let progress = stream.progress else { return }
        switch progress {
        case .asking where stream.request.pipe.isWhole:
            stream.ending.set(CutCause.killed.rawValue, "H")
            dropConnection(stream)
            leaveServer(stream)
            drive(stream) { answer(stream, page: 502) }
        case .answering:
            stream.ending.set(CutCause.killed.rawValue, "D")
            cut(stream)
        case .connecting, .asking, .tunneling:
            stream.ending.set(CutCause.killed.rawValue, "-")
            cut(stream)
        }
    }
}

extension Stream {
    /// How far it is; nil when nothing has been taken on.
    fileprivate var progress: StreamReport.Progress? {
        switch phase {
        case .queued, .borrowing, .connecting, .pausing: .connecting
        case .exchanging: response.isHeadDone ? .answering : .asking
        case .tunneling: .tunneling
        case .rendering, .answering: .answering
        case .receiving, .inspecting, .buffering, .ended: nil
        }
    }
}

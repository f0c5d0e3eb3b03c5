import LinuxSystem
import Synchronization

/// The API of the Incus daemon of a target, as requests reach it.
public protocol IncusAccess: Sendable {
    /// Carries a request out, and waits for the operation that it starts.
    func reply(to request: IncusRequest) throws(ConnectionFailure) -> IncusReply

    /// Imports an image from files of the controller.
    func reply(importing image: IncusImageUpload) throws(ConnectionFailure) -> IncusReply

    /// Ends what is kept open.
    func close()
}

/// What the kinds of connections differ in.
public protocol TargetTransport: Sendable {
    /// Starts a program on the target, its three streams apart.
    func start(_ words: [String]) throws(ConnectionFailure) -> ProgramStreams

    /// Connects to something as seen from the target.
    func openStream(_ endpoint: StreamEndpoint) throws(ConnectionFailure) -> any ByteStream

    /// The user whom the programs run as, when it is known without asking.
    var user: String? { get }

    /// Ends what the transport itself holds open.
    func close()
}

/// A target that is reached by a shell and by streams: every kind of connection is one, over the
/// transport of its kind.
public final class ShellTarget: TargetConnection {
    /// The inventory's name of the target.
    public let name: String

    private let transport: any TargetTransport
    private let incus: any IncusAccess
    private let shells: ShellShelf
    private let turn = Mutex(())

    /// Puts a target together; nothing is started before the first request.
    public init(
        name: String,
        transport: any TargetTransport,
        incus: any IncusAccess,
        timeout: Duration
    ) {
        self.name = name
        self.transport = transport
        self.incus = incus
        shells = ShellShelf(target: name, timeout: timeout) { (words) throws(ConnectionFailure) in
            try transport.start(words)
        }
    }

    public func perform(
        _ requests: [HostRequest],
        as become: Become?
    ) throws(ConnectionFailure) -> [HostReply] {
        let become = become?.user == transport.user ? nil : become
        var replies: [HostReply] = []
        var rest = requests[...]
        while let next = rest.first {
            let batch = rest.prefix { $0.goesThroughShell }
            if batch.isEmpty {
                replies.append(try reply(to: next))
                rest = rest.dropFirst()
            } else {
                replies += try answered(Array(batch), as: become)
                rest = rest.dropFirst(batch.count)
            }
        }
        return replies
    }

    /// Answers requests that the shell carries out, in one round trip.
    private func answered(
        _ requests: [HostRequest],
        as become: Become?
    ) throws(ConnectionFailure) -> [HostReply] {
        var commands: [ShellCommand] = []
        var unreadable: [Int: String] = [:]
        for (index, request) in requests.enumerated() {
            switch request {
            case .command(let command):
                commands.append(command)
            case .download(let path, let limit):
                commands.append(Download.command(path: path, limit: limit))
            case .upload(let upload):
                do throws(SystemError) {
                    commands.append(upload.command(storing: try upload.bytes()))
                } catch {
                    unreadable[index] = error.description
                    commands.append(.arguments(["true"]))
                }
            default:
                fatalError("only requests for the shell come here")
            }
        }
        let results = try turn.withLock { (_) throws(ConnectionFailure) in
            try shells.run(commands, as: become)
        }
        return zip(requests, results).enumerated().map { index, pair in
            switch pair.0 {
            case .download(let path, _):
                .download(Download.outcome(of: pair.1, path: path))
            case .upload:
                .upload(unreadable[index].map { .failed($0) } ?? FileUpload.outcome(of: pair.1))
            default:
                .command(pair.1)
            }
        }
    }

    /// Answers a request that goes another way than through the shell.
    private func reply(to request: HostRequest) throws(ConnectionFailure) -> HostReply {
        switch request {
        case .incus(let call):
            return .incus(try incus.reply(to: call))
        case .incusImage(let image):
            return .incus(try incus.reply(importing: image))
        case .http(let call):
            let transport = transport
            return .http(
                try call.exchange { (endpoint) throws(ConnectionFailure) in
                    try transport.openStream(endpoint)
                }
            )
        case .connect(let endpoint, _):
            do throws(ConnectionFailure) {
                try transport.openStream(endpoint).close()
                return .connect(.connected)
            } catch {
                guard case .streamRefused(_, let why) = error.reason else { throw error }
                return .connect(.failed(why))
            }
        case .exchange(let exchange):
            return .exchange(try exchange.outcome(over: transport))
        case .command, .upload, .download:
            fatalError("requests for the shell are answered together")
        }
    }

    public func openStream(
        _ endpoint: StreamEndpoint
    ) throws(ConnectionFailure) -> any ByteStream {
        try transport.openStream(endpoint)
    }

    public func close() {
        shells.close()
        incus.close()
        transport.close()
    }
}

extension HostRequest {
    /// Whether the target's shell carries the request out.
    fileprivate var goesThroughShell: Bool {
        switch self {
        case .command, .download, .upload: true
        case .incus, .incusImage, .http, .connect, .exchange: false
        }
    }
}

extension FileUpload {
    /// The bytes to store.
    fileprivate func bytes() throws(SystemError) -> [UInt8] {
        switch source {
        case .bytes(let bytes): bytes
        case .file(let path): try FileSystem.read(path)
        }
    }
}

extension SocketExchange {
    /// Connects, sends, and reads until the other side closes.
    fileprivate func outcome(
        over transport: any TargetTransport
    ) throws(ConnectionFailure) -> ExchangeOutcome {
        let stream: any ByteStream
        do throws(ConnectionFailure) {
            stream = try transport.openStream(endpoint)
        } catch {
            guard case .streamRefused(_, let why) = error.reason else { throw error }
            return .failed(why)
        }
        defer { stream.close() }
        let deadline = MonotonicClock.now + timeout
        do throws(StreamFailure) {
            try stream.writeAll(bytes, timeout: timeout)
            stream.closeWriting()
            var answer: [UInt8] = []
            while answer.count < limit {
                let part = try stream.read(upTo: 65_536, timeout: deadline - MonotonicClock.now)
                if part.isEmpty { return .answer(answer) }
                answer += part
            }
            return .failed("the answer has more than \(limit) bytes")
        } catch {
            return .failed("\(error)")
        }
    }
}

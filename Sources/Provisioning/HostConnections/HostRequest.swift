/// Anything a module may ask of a target, as data.
public enum HostRequest: Sendable, Hashable {
    /// Run a command. Commands next to each other travel in one round trip.
    case command(ShellCommand)
    /// Put a file in place. Answered by `.upload`.
    case upload(FileUpload)
    /// Read a whole file of at most `limit` bytes. Answered by `.download`.
    case download(path: String, limit: Int)
    /// Ask the Incus daemon of the target. Answered by `.incus`.
    case incus(IncusRequest)
    /// Import an image from files of the controller. Answered by `.incus`, whose metadata hold
    /// the image's `fingerprint`.
    case incusImage(IncusImageUpload)
    /// Make an HTTP exchange as seen from the target. Answered by `.http`.
    case http(HTTPCall)
    /// Try whether something can be connected from the target. Answered by `.connect`.
    case connect(StreamEndpoint, timeout: Duration)
    /// Connect, send, read until the other side closes. Answered by `.exchange`.
    case exchange(SocketExchange)
}

/// A short conversation with a socket as seen from a target, as with a proxy's admin socket.
public struct SocketExchange: Sendable, Hashable {
    /// Where it is.
    public var endpoint: StreamEndpoint

    /// What is sent.
    public var bytes: [UInt8]

    /// How long the whole may take.
    public var timeout: Duration

    /// The most bytes an answer may have.
    public var limit: Int

    /// Describes a conversation.
    public init(
        _ endpoint: StreamEndpoint,
        sending bytes: [UInt8],
        timeout: Duration = .seconds(10),
        limit: Int = 16 << 20
    ) {
        self.endpoint = endpoint
        self.bytes = bytes
        self.timeout = timeout
        self.limit = limit
    }
}

/// The answer to a request of the same name.
public enum HostReply: Sendable, Hashable {
    /// What the command left behind.
    case command(CommandResult)
    /// How the upload ended.
    case upload(UploadOutcome)
    /// How the download ended.
    case download(DownloadOutcome)
    /// What the daemon answered.
    case incus(IncusReply)
    /// How the exchange ended.
    case http(HTTPOutcome)
    /// Whether it could be connected.
    case connect(ConnectOutcome)
    /// What came back.
    case exchange(ExchangeOutcome)
}

/// Whether something could be connected.
public enum ConnectOutcome: Sendable, Hashable {
    /// Something accepted.
    case connected
    /// Nothing did: the operator's words, as `connection refused`.
    case failed(String)
}

/// What came back of a conversation.
public enum ExchangeOutcome: Sendable, Hashable {
    /// Everything until the other side closed.
    case answer([UInt8])
    /// It did not come to that: the operator's words.
    case failed(String)
}

extension HostReply {
    /// The result, when the reply is one of a command.
    public var command: CommandResult? {
        guard case .command(let result) = self else { return nil }
        return result
    }

    /// The outcome, when the reply is one of an upload.
    public var upload: UploadOutcome? {
        guard case .upload(let outcome) = self else { return nil }
        return outcome
    }

    /// The outcome, when the reply is one of a download.
    public var download: DownloadOutcome? {
        guard case .download(let outcome) = self else { return nil }
        return outcome
    }

    /// The answer, when the reply is one of the Incus daemon.
    public var incus: IncusReply? {
        guard case .incus(let reply) = self else { return nil }
        return reply
    }

    /// The outcome, when the reply is one of an HTTP exchange.
    public var http: HTTPOutcome? {
        guard case .http(let outcome) = self else { return nil }
        return outcome
    }

    /// The outcome, when the reply is one of a connection attempt.
    public var connect: ConnectOutcome? {
        guard case .connect(let outcome) = self else { return nil }
        return outcome
    }

    /// The outcome, when the reply is one of a conversation.
    public var exchange: ExchangeOutcome? {
        guard case .exchange(let outcome) = self else { return nil }
        return outcome
    }
}

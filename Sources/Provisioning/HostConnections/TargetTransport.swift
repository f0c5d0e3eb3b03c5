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

    /// Whether it can still start programs, as far as that is known without asking.
    var isAlive: Bool { get }

    /// Whether `fill` is a better way for the bytes of files than a shell's input.
    var fillsFiles: Bool { get }

    /// Puts bytes into a file that is there, as the transport's own user; nil, or the operator's
    /// words for why it did not succeed.
    func fill(_ path: String, from source: OpenedSource) throws(ConnectionFailure) -> String?

    /// Ends what the transport itself holds open.
    func close()
}

extension TargetTransport {
    /// Most kinds open a way of their own for each program.
    public var isAlive: Bool { true }

    /// Most kinds know no better way than a shell's input.
    public var fillsFiles: Bool { false }

    /// Most kinds know no better way than a shell's input.
    public func fill(
        _ path: String,
        from source: OpenedSource
    ) throws(ConnectionFailure) -> String? {
        "this kind of connection fills no files"
    }
}

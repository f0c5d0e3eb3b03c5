import DocumentValues
import HTTPWire
public import HostConnections
import LinuxSystem

/// A program that runs in an instance, its three streams over websockets.
public struct IncusExecution: Sendable {
    /// Its standard input.
    public let input: any ByteStream
    /// Its standard output.
    public let output: any ByteStream
    /// Its standard error.
    public let errorOutput: any ByteStream

    private let control: any ByteStream
    private let operation: String
    private let daemon: IncusDaemon

    /// What is to run.
    public struct Program: Sendable {
        /// The program and its arguments.
        public var words: [String]
        /// Variables of its environment.
        public var environment: [String: String]
        /// The number of the user that it runs as.
        public var user: Int
        /// The number of the group that it runs as.
        public var group: Int

        /// A program, run by root unless told otherwise.
        public init(
            _ words: [String],
            environment: [String: String] = [:],
            user: Int = 0,
            group: Int = 0
        ) {
            self.words = words
            self.environment = environment
            self.user = user
            self.group = group
        }
    }

    init(_ operation: Value, daemon: IncusDaemon) throws(ConnectionFailure) {
        let name = operation["id"]?.string ?? ""
        self.operation = "/1.0/operations/\(percentEncoded(name))"
        self.daemon = daemon
        let secrets = operation["metadata"]?["fds"] ?? .null
        var streams: [String: WebSocketStream] = [:]
        for descriptor in ["control", "0", "1", "2"] {
            guard let secret = secrets[descriptor]?.string else {
                throw ConnectionFailure(
                    daemon.hostName,
                    .incusRefused(code: 500, message: "no websocket for stream \(descriptor)")
                )
            }
            let path = "\(self.operation)/websocket?secret=\(percentEncoded(secret))"
            streams[descriptor] = try daemon.websocket(path)
        }
        guard let control = streams["control"], let input = streams["0"],
            let output = streams["1"], let errors = streams["2"]
        else { fatalError("a stream that was opened is missing") }
        self.control = control
        self.input = input
        self.output = output
        errorOutput = errors
    }

    /// Waits for the program's end; its exit status.
    public func exitStatus(within timeout: Duration) throws(ConnectionFailure) -> Int32 {
        let reply = try daemon.finished(operation: operation, within: timeout)
        switch reply {
        case .success(let metadata, _):
            return Int32(clamping: metadata["return"]?.integer ?? -1)
        case .failure(let code, let message):
            throw ConnectionFailure(daemon.hostName, .incusRefused(code: code, message: message))
        }
    }

    /// Ends the streams; the program gets the end of its input.
    public func close() {
        for stream in [input, output, errorOutput, control] { stream.close() }
    }
}

extension IncusDaemon {
    /// Starts a program in an instance.
    ///
    /// Throws `.instanceMissing` and `.instanceStopped` with what is there instead.
    public func execute(
        _ program: IncusExecution.Program,
        in instance: String,
        project: String
    ) throws(ConnectionFailure) -> IncusExecution {
        let request = IncusRequest(
            "POST",
            IncusRequest.path("instances", instance, "exec"),
            query: ["project": project],
            body: .map([
                "command": .list(program.words.map { .string($0) }),
                "environment": .map(
                    ValueMap(
                        program.environment.sorted { $0.key < $1.key }
                            .map { ($0.key, .string($0.value)) }
                    )
                ),
                "wait-for-websocket": true,
                "interactive": false,
                "user": .integer(program.user),
                "group": .integer(program.group),
            ]),
            operationTimeout: nil
        )
        switch try reply(to: request) {
        case .success(let operation, _):
            return try IncusExecution(operation, daemon: self)
        case .failure(let code, let message):
            throw try refusal(of: instance, project: project, code: code, message: message)
        }
    }

    /// Upgrades a connection of its own to a websocket.
    func websocket(_ path: String) throws(ConnectionFailure) -> WebSocketStream {
        let random = (try? randomBytes(count: 16)) ?? Array(repeating: 1, count: 16)
        let handshake = WebSocketHandshake(random: random)
        let head = handshake.request(target: path, host: "incus")
        let link = try connect()
        do throws(StreamFailure) {
            let response = try link.exchange(head, timeout: .seconds(30))
            guard handshake.isAccepted(by: response) else {
                throw .closed("status \(response.status) instead of an upgrade")
            }
            return WebSocketStream(link, rest: link.rest)
        } catch {
            link.close()
            throw lost(head, error)
        }
    }

    private func refusal(
        of instance: String,
        project: String,
        code: Int,
        message: String
    ) throws(ConnectionFailure) -> ConnectionFailure {
        let list = try reply(
            to: IncusRequest(
                "GET",
                "/1.0/instances",
                query: ["project": project, "recursion": "1"]
            )
        )
        guard case .success(let metadata, _) = list, let instances = metadata.list else {
            return ConnectionFailure(instance, .incusRefused(code: code, message: message))
        }
        guard let found = instances.first(where: { $0["name"]?.string == instance }) else {
            let names = instances.compactMap { $0["name"]?.string }
            return ConnectionFailure(
                instance,
                .instanceMissing(name: instance, project: project, present: names)
            )
        }
        let status = found["status"]?.string ?? "unknown"
        if status != "Running" {
            return ConnectionFailure(
                instance,
                .instanceStopped(name: instance, project: project, status: status)
            )
        }
        return ConnectionFailure(instance, .incusRefused(code: code, message: message))
    }
}

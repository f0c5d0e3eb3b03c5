public import HostConnections
import LinuxSystem

/// Programs and streams inside an instance, by the exec API of its host's daemon.
///
/// A stream to a socket inside is a program there that connects it: the first of socat, perl, nc
/// and bash that the instance has.
public struct IncusTransport: TargetTransport {
    private let name: String
    private let instance: String
    private let project: String
    private let daemon: IncusDaemon

    /// Reaches an instance.
    ///
    /// - Parameters:
    ///   - name: the target in the operator's words.
    ///   - instance: the instance's name on its host.
    ///   - project: the project it is in.
    ///   - daemon: the API of its host's daemon.
    public init(name: String, instance: String, project: String, daemon: IncusDaemon) {
        self.name = name
        self.instance = instance
        self.project = project
        self.daemon = daemon
    }

    /// The user whom the programs run as.
    public var user: String? { "root" }

    /// Starts a program on the target, its three streams apart.
    public func start(_ words: [String]) throws(ConnectionFailure) -> ProgramStreams {
        let execution = try execute(words)
        return ProgramStreams(
            input: execution.input,
            output: execution.output,
            errorOutput: execution.errorOutput,
            close: { execution.close() }
        )
    }

    /// The files API is the better way.
    public var fillsFiles: Bool { true }

    /// Writes a file by the files API; nil, or why not.
    public func fill(
        _ path: String,
        from source: OpenedSource
    ) throws(ConnectionFailure) -> String? {
        do throws(ConnectionFailure) {
            return try daemon.write(source, to: path, in: instance, project: project)
        } catch {
            throw ConnectionFailure(name, error.reason)
        }
    }

    private func execute(_ words: [String]) throws(ConnectionFailure) -> IncusExecution {
        do throws(ConnectionFailure) {
            let program = IncusExecution.Program(words, environment: ["HOME": "/root"])
            return try daemon.execute(program, in: instance, project: project)
        } catch {
            throw ConnectionFailure(name, error.reason)
        }
    }

    /// Connects to something as seen from the target.
    public func openStream(
        _ endpoint: StreamEndpoint
    ) throws(ConnectionFailure) -> any ByteStream {
        let execution = try execute(SocketConnector.words(for: endpoint))
        let mark = Array("\(SocketConnector.connected)\n".utf8)
        var heard: [UInt8] = []
        do throws(StreamFailure) {
            while heard.count < mark.count {
                let bytes = try execution.output.read(
                    upTo: mark.count - heard.count,
                    timeout: .seconds(15)
                )
                if bytes.isEmpty { break }
                heard += bytes
            }
        } catch {
            execution.close()
            throw refused(endpoint, "\(error)")
        }
        if heard == mark { return ConnectedStream(execution) }
        let said = (try? execution.errorOutput.read(upTo: 4096, timeout: .seconds(2))) ?? []
        execution.close()
        let words = String(decoding: said, as: UTF8.self)
        if words.contains(SocketConnector.missing) {
            throw ConnectionFailure(
                name,
                .connectorMissing(programs: SocketConnector.programs)
            )
        }
        throw refused(endpoint, SocketConnector.reason(in: words))
    }

    private func refused(_ endpoint: StreamEndpoint, _ why: String) -> ConnectionFailure {
        ConnectionFailure(name, .streamRefused(endpoint: "\(endpoint)", why: why))
    }

    /// Ends what is held open.
    public func close() {}
}

/// The stream through a connector program.
private final class ConnectedStream: ByteStream {
    private let execution: IncusExecution

    init(_ execution: IncusExecution) {
        self.execution = execution
    }

    func read(upTo count: Int, timeout: Duration?) throws(StreamFailure) -> [UInt8] {
        try execution.output.read(upTo: count, timeout: timeout)
    }

    func writeAll(_ bytes: [UInt8], timeout: Duration?) throws(StreamFailure) {
        try execution.input.writeAll(bytes, timeout: timeout)
    }

    func closeWriting() {
        execution.input.closeWriting()
    }

    func close() {
        execution.close()
    }
}

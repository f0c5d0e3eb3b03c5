import LinuxSystem

/// Programs and streams of this machine itself.
public struct LocalTransport: TargetTransport {
    private let name: String

    /// The transport of the target of that name.
    public init(name: String) {
        self.name = name
    }

    /// The user whom the programs run as.
    public var user: String? { UserEntry.current?.name }

    /// Starts a program on the target, its three streams apart.
    public func start(_ words: [String]) throws(ConnectionFailure) -> ProgramStreams {
        do throws(SystemError) {
            let process = try Subprocess.start(
                words,
                input: .pipe,
                output: .pipe,
                error: .pipe,
                inNewSession: true
            )
            let input = try DescriptorStream(reading: nil, writing: process.standardInput)
            let output = try DescriptorStream(reading: process.standardOutput, writing: nil)
            let errors = try DescriptorStream(reading: process.standardError, writing: nil)
            return ProgramStreams(input: input, output: output, errorOutput: errors) {
                input.close()
                try? process.send(.terminate)
                _ = try? process.wait()
            }
        } catch {
            throw ConnectionFailure(name, .local(error.description))
        }
    }

    /// Connects to something as seen from the target.
    public func openStream(
        _ endpoint: StreamEndpoint
    ) throws(ConnectionFailure) -> any ByteStream {
        let addresses: [SocketAddress]
        switch endpoint {
        case .unix(let path):
            addresses = [.unix(path)]
        case .tcp(let host, let port):
            do throws(NameResolutionError) {
                addresses = try resolve(host: host, port: port)
            } catch {
                throw refused(endpoint, error.reason)
            }
        }
        var why = "no address"
        for address in addresses {
            do throws(SystemError) {
                return try connect(to: address)
            } catch {
                if case .unix(let path) = address, error.code == .accessDenied {
                    throw ConnectionFailure(
                        name,
                        .socketForbidden(path: path, user: user ?? "?")
                    )
                }
                why = "\(error.code)"
            }
        }
        throw refused(endpoint, why)
    }

    private func refused(_ endpoint: StreamEndpoint, _ why: String) -> ConnectionFailure {
        ConnectionFailure(name, .streamRefused(endpoint: "\(endpoint)", why: why))
    }

    private func connect(to address: SocketAddress) throws(SystemError) -> any ByteStream {
        let socket = try FileDescriptor.streamSocket(for: address, nonblocking: true)
        do throws(SystemError) {
            if try socket.connect(to: address) == .inProgress {
                var entries = [PollEntry(socket, .writable)]
                guard try poll(&entries, timeout: .seconds(10)) > 0 else {
                    throw SystemError(.timedOut, call: "connect", subject: "\(address)")
                }
                if let code = socket.pendingError() {
                    throw SystemError(code, call: "connect", subject: "\(address)")
                }
            }
            return try DescriptorStream(reading: socket, writing: socket)
        } catch {
            socket.close()
            throw error
        }
    }

    /// Ends what is held open.
    public func close() {}
}

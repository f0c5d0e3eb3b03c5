public import LinuxSystem

/// Which program reads the configuration.
public enum ProxyEngine: String, Sendable, CaseIterable {
    /// The one built here.
    case switchyard
    /// Debian's HAProxy, if it is installed.
    case haproxy

    /// The program's path.
    public var path: String {
        switch self {
        case .switchyard: builtProgram("switchyard-proxy")
        case .haproxy: "/usr/sbin/haproxy"
        }
    }

    /// Whether the program is there.
    public var isInstalled: Bool { FileSystem.isExecutable(path) }
}

/// The path of a program of this package, beside the program that runs the tests.
public func builtProgram(_ name: String) -> String {
    let own = (try? FileSystem.linkTarget(of: "/proc/self/exe")) ?? ""
    let directory = own.split(separator: "/").dropLast().joined(separator: "/")
    return "/\(directory)/\(name)"
}

/// A proxy that runs while a test does.
public final class ProxyProcess: Sendable {
    /// Its folder: the configuration, its output.
    public let directory: String
    /// The process.
    public let process: Subprocess
    /// Where its configuration is.
    public var configurationPath: String { "\(directory)/proxy.cfg" }

    init(directory: String, process: Subprocess) {
        self.directory = directory
        self.process = process
    }

    /// What it has written so far: log lines when the configuration logs to standard output.
    public var output: [String] {
        let text = (try? FileSystem.readText("\(directory)/output")) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// Waits until the process has ended; how, or nil when it goes on.
    public func ending(within patience: Duration = .seconds(10)) throws -> ProcessEnding? {
        let deadline = MonotonicClock.now + patience
        while MonotonicClock.now < deadline {
            if let ending = try process.endingIfAny() { return ending }
            MonotonicClock.sleep(for: .milliseconds(20))
        }
        return nil
    }

    /// The answer to one command on a unix socket in its folder; empty when nobody listens there.
    public func answer(to command: String, on socket: String) -> String {
        let address = SocketAddress.unix("\(directory)/\(socket)")
        // Ports listen a moment before the sockets of operators do.
        let deadline = MonotonicClock.now + .seconds(5)
        guard let stream = try? FileDescriptor.streamSocket(for: address, nonblocking: false) else {
            return ""
        }
        defer { stream.close() }
        while (try? stream.connect(to: address)) == nil {
            if MonotonicClock.now > deadline { return "" }
            MonotonicClock.sleep(for: .milliseconds(20))
        }
        guard (try? stream.writeAll(command + "\n")) != nil else { return "" }
        return String(decoding: (try? stream.readToEnd()) ?? [], as: UTF8.self)
    }

    /// Waits until a line of output contains a text; nil when none comes in time.
    public func line(containing text: String, within: Duration = .seconds(5)) -> String? {
        let deadline = MonotonicClock.now + within
        while MonotonicClock.now < deadline {
            if let line = output.first(where: { $0.contains(text) }) { return line }
            MonotonicClock.sleep(for: .milliseconds(20))
        }
        return nil
    }
}

/// Why a proxy did not come up.
public struct ProxyStartFailure: Error, CustomStringConvertible {
    /// What it wrote.
    public let description: String
}

/// Runs a proxy with a configuration until the body returns.
///
/// `port` is one of the configuration; the body starts when it takes connections. `{{directory}}` in
/// the configuration and the options stands for the proxy's folder.
public func withProxy<Result>(
    _ engine: ProxyEngine = .switchyard,
    configuration: String,
    options: [String] = [],
    environment: [String: String] = [:],
    waitingFor port: UInt16,
    _ body: (ProxyProcess) throws -> Result
) throws -> Result {
    let directory = try FileSystem.makeTemporaryDirectory(prefix: "proxy-\(engine.rawValue)")
    defer { try? FileSystem.removeTree(directory) }
    let text = configuration.replacing("{{directory}}", with: directory)
    try FileSystem.writeAtomically(text, to: "\(directory)/proxy.cfg")
    let output = try FileSystem.open("\(directory)/output", [.write, .create, .append])
    defer { output.close() }
    let process = try Subprocess.start(
        [engine.path, "-db", "-f", "\(directory)/proxy.cfg"]
            + options.map { $0.replacing("{{directory}}", with: directory) },
        environment: Environment.all.merging(environment) { $1 },
        output: .descriptor(output),
        error: .descriptor(output)
    )
    let proxy = ProxyProcess(directory: directory, process: process)
    defer {
        try? process.send(.terminate)
        _ = try? process.wait()
    }
    guard waitForPort(port, within: .seconds(5)) else {
        throw ProxyStartFailure(description: proxy.output.joined(separator: "\n"))
    }
    waitForOperatorSockets(of: text)
    return try body(proxy)
}

/// Waits until the stats sockets of a configuration listen, which is a moment after its ports do; asks none of them, as that
/// would be counted.
private func waitForOperatorSockets(of configuration: String) {
    let deadline = MonotonicClock.now + .seconds(5)
    for line in configuration.split(separator: "\n") {
        let words = line.split(separator: " ")
        guard words.count > 2, words[0] == "stats", words[1] == "socket" else { continue }
        while !isListening(String(words[2])), MonotonicClock.now < deadline {
            MonotonicClock.sleep(for: .milliseconds(5))
        }
    }
}

/// Whether somebody listens at the address of a stats socket, as far as it is one of loopback or a path.
private func isListening(_ address: String) -> Bool {
    if address.hasPrefix("/") { return FileStatus.of(address) != nil }
    guard let port = address.split(separator: ":").last.flatMap({ UInt16($0) }) else { return true }
    let digits = String(port, radix: 16, uppercase: true)
    let place = ":" + String(repeating: "0", count: 4 - digits.count) + digits
    let table = (try? FileSystem.readText("/proc/net/tcp")) ?? ""
    return table.split(separator: "\n").contains { line in
        let columns = line.split(separator: " ")
        return columns.count > 3 && columns[1].hasSuffix(place) && columns[3] == "0A"
    }
}

/// Waits until somebody takes connections on a loopback port.
public func waitForPort(_ port: UInt16, within: Duration) -> Bool {
    let deadline = MonotonicClock.now + within
    while MonotonicClock.now < deadline {
        let address = SocketAddress.loopback(port: port)
        if let socket = try? FileDescriptor.streamSocket(for: address, nonblocking: false) {
            defer { socket.close() }
            if (try? socket.connect(to: address)) == .connected { return true }
        }
        MonotonicClock.sleep(for: .milliseconds(20))
    }
    return false
}

/// A loopback port that nobody listens on at the moment.
public func freePort() throws -> UInt16 {
    let socket = try FileDescriptor.listening(on: .loopback(port: 0))
    defer { socket.close() }
    return socket.localAddress()?.port ?? 0
}

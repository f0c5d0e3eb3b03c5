import HTTPWire
import LinuxSystem
import Synchronization
import TestSupport
import Testing

/// A proxy with a process socket, for the tests of `reload`.
struct TakeoverProxy {
    let port: UInt16
    let origin: TestOrigin
    let proxy: ProxyProcess

    /// The words of a start, after the program.
    static let words = ["-f", "{{directory}}/proxy.cfg", "-S", "{{directory}}/process.sock"]

    /// The configuration that it runs with at the start.
    static func configuration(
        port: UInt16,
        origin: UInt16,
        global: String = "",
        frontend: String = ""
    ) -> String {
        """
        global
            nbthread 2
            stats socket {{directory}}/admin.sock mode 600 level admin expose-fd listeners
            \(global)
        defaults
            mode http
            option idle-close-on-response
            timeout connect 1s
            timeout client 5s
            timeout server 5s
            timeout tunnel 1m
        frontend public
            bind 127.0.0.1:\(port)
            bind {{directory}}/traffic.sock mode 600
            bind abns@switchyard-\(port)
            \(frontend)
            default_backend pool
        backend pool
            server one 127.0.0.1:\(origin)

        """
    }

    /// Runs it until the body returns; its successors end too.
    static func run(
        global: String = "",
        options: [String] = [],
        environment: [String: String] = [:],
        _ body: (TakeoverProxy) throws -> Void
    ) throws {
        let origin = try TestOrigin { request in
            request.headers["Upgrade"] == nil
                ? .respond("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none")
                : .echo(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Accept: "
                        + WebSocketHandshake.accept(key: request.headers["Sec-WebSocket-Key"] ?? "")
                        + "\r\n\r\n"
                )
        }
        defer { origin.stop() }
        let port = try freePort()
        try withProxy(
            configuration: configuration(port: port, origin: origin.port, global: global),
            options: Array(words.dropFirst(2)) + options,
            environment: environment,
            waitingFor: port
        ) { process in
            let proxy = TakeoverProxy(port: port, origin: origin, proxy: process)
            defer { proxy.endSuccessor() }
            try body(proxy)
        }
    }

    /// The number of the process that answers on the process socket.
    var current: Int32? {
        proxy.answer(to: "show process", on: "process.sock").split(separator: "\n")
            .first { $0.hasPrefix("pid: ") }
            .flatMap { Int32($0.dropFirst(5)) }
    }

    private func endSuccessor() {
        guard let current, current != proxy.process.id else { return }
        try? Signal.kill.send(to: current)
    }

    /// A copy of the program: the same bytes in another file, as an upgrade leaves it.
    func anotherProgram() throws -> String {
        let copy = "\(proxy.directory)/another-program"
        let run = try ProgramRun(["cp", ProxyEngine.switchyard.path, copy])
        #expect(run.status == 0, "\(run.output)")
        return copy
    }

    /// `switchyard-proxy reload`, with the words of the start.
    func reload(
        by program: String = ProxyEngine.switchyard.path,
        _ more: [String] = [],
        environment: [String: String] = [:]
    ) throws -> ProgramRun {
        let words = Self.words.map { $0.replacing("{{directory}}", with: proxy.directory) }
        return try ProgramRun([program, "reload"] + words + more, environment: environment)
    }

    /// Puts another configuration on the disk.
    func write(global: String = "", frontend: String = "") throws {
        let text = Self.configuration(
            port: port,
            origin: origin.port,
            global: global,
            frontend: frontend
        )
        try FileSystem.writeAtomically(
            text.replacing("{{directory}}", with: proxy.directory),
            to: proxy.configurationPath
        )
    }
}

/// A program that has ended, whatever it left in the background.
struct ProgramRun {
    let status: Int32
    let output: String

    init(_ words: [String], environment: [String: String] = [:]) throws {
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "run")
        defer { try? FileSystem.removeTree(directory) }
        let file = try FileSystem.open("\(directory)/output", [.write, .create, .append])
        defer { file.close() }
        let process = try Subprocess.start(
            words,
            environment: Environment.all.merging(environment) { $1 },
            output: .descriptor(file),
            error: .descriptor(file)
        )
        let ending = try process.wait()
        if case .exited(let status) = ending { self.status = status } else { status = -1 }
        output = try FileSystem.readText("\(directory)/output")
    }
}

/// Clients that ask one request after another until they are told to stop: half of them on
/// connections that they keep as long as the server does, half on a new one each time.
final class SteadyClients: Sendable {
    private let isStopped = Atomic(false)
    private let asked = Atomic(0)
    private let failures = Mutex<[String]>([])
    private let threads = Mutex<[Thread]>([])

    init(port: UInt16, count: Int = 8) throws {
        for index in 0..<count {
            let thread = try Thread.start(name: "client") { [self] in
                while !isStopped.load(ordering: .relaxed) {
                    connection(port, requestLimit: index.isMultiple(of: 2) ? .max : 1)
                }
            }
            threads.withLock { $0.append(thread) }
        }
    }

    private func connection(_ port: UInt16, requestLimit: Int) {
        do {
            let client = try TestClient(port: port)
            for _ in 0..<requestLimit {
                if isStopped.load(ordering: .relaxed) { return }
                try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                let response = try client.readResponse()
                asked.wrappingAdd(1, ordering: .relaxed)
                guard let response, response.status == 200 else {
                    let what = response.map { "status \($0.status)" } ?? "no answer"
                    return failures.withLock { $0.append(what) }
                }
                if response.headers["Connection"]?.lowercased() == "close" { return }
            }
        } catch {
            asked.wrappingAdd(1, ordering: .relaxed)
            failures.withLock { $0.append("\(error)") }
        }
    }

    /// How many requests were sent so far.
    var count: Int { asked.load(ordering: .relaxed) }

    /// Waits until that many more requests were sent.
    func waitForMore(_ number: Int) {
        let goal = count + number
        let deadline = MonotonicClock.now + .seconds(20)
        while count < goal && MonotonicClock.now < deadline {
            MonotonicClock.sleep(for: .milliseconds(5))
        }
    }

    /// Stops; what failed.
    func stop() -> [String] {
        isStopped.store(true, ordering: .relaxed)
        for thread in threads.withLock({ $0 }) { thread.join() }
        return failures.withLock { $0 }
    }
}

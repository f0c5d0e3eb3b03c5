import HTTPWire
import LinuxSystem
import TestSupport
import Testing

@Suite("a new program takes over", .serialized)
struct TakeoverTests {
    @Test("no request fails, a WebSocket lives on, and the old process ends with it")
    func underLoad() throws {
        try TakeoverProxy.run { running in
            let first = running.proxy.process.id
            var socket: WebSocketClient? = try WebSocketClient(
                host: "127.0.0.1",
                port: running.port,
                target: "/ws"
            )
            let clients = try SteadyClients(port: running.port)
            clients.waitForMore(200)
            let run = try running.reload(by: running.anotherProgram())
            #expect(run.status == 0, "\(run.output)")
            clients.waitForMore(400)
            let failures = clients.stop()
            #expect(failures == [], "of \(clients.count)")
            let second = running.current
            #expect(second != nil && second != first)
            #expect(try socket?.echo("after") == "after")
            #expect(try running.proxy.ending(within: .milliseconds(1)) == nil)
            socket = nil
            #expect(try running.proxy.ending() == .exited(0))
            #expect(try TestClient.fetch(port: running.port)?.text == "one")
        }
    }

    @Test("paths, abstract names and the runtime API go over with the ports")
    func everySocket() throws {
        try TakeoverProxy.run { running in
            let paths = ["traffic.sock", "admin.sock"].map { "\(running.proxy.directory)/\($0)" }
            let deadline = MonotonicClock.now + .seconds(5)
            while !paths.allSatisfy(FileSystem.exists), MonotonicClock.now < deadline {
                MonotonicClock.sleep(for: .milliseconds(10))
            }
            let before = paths.map { FileStatus.of($0)?.inode }
            #expect(!before.contains(nil))
            let run = try running.reload(by: running.anotherProgram())
            #expect(run.status == 0, "\(run.output)")
            #expect(try running.proxy.ending() == .exited(0))
            #expect(paths.map { FileStatus.of($0)?.inode } == before)
            let information = running.proxy.answer(to: "show info", on: "admin.sock")
            #expect(information.contains("\nPid: \(running.current ?? 0)\n"))
            let request = "GET / HTTP/1.0\r\nHost: x\r\n\r"
            #expect(running.proxy.answer(to: request, on: "traffic.sock").hasSuffix("\r\n\r\none"))
            let abstract = SocketAddress.unix("@switchyard-\(running.port)")
            let socket = try FileDescriptor.streamSocket(for: abstract, nonblocking: false)
            defer { socket.close() }
            #expect(try socket.connect(to: abstract) == .connected)
        }
    }

    @Test("other options, and another text for the unit, call for a new process as well")
    func otherOptions() throws {
        try TakeoverProxy.run { running in
            let first = running.current
            let more = ["-n", "500"]
            var runs = [try running.reload(more)]
            let second = running.current
            #expect(second != first)
            runs.append(try running.reload(more))
            #expect(running.current == second)
            let unit = ["SWITCHYARD_PROXY_UNIT": "changed"]
            runs.append(try running.reload(more, environment: unit))
            #expect(running.current != second)
            #expect(runs.map(\.status) == [0, 0, 0], "\(runs.map(\.output))")
        }
    }

    @Test("a successor that cannot run says why, and the old process goes on with every socket")
    func refused() throws {
        try TakeoverProxy.run { running in
            let first = running.current
            let program = try running.anotherProgram()
            try running.write(frontend: "bind 127.0.0.1:1 ssl crt /nonexistent.pem")
            let run = try running.reload(by: program)
            #expect(run.status == 1)
            #expect(run.output.contains("/nonexistent.pem"))
            let taken = try FileDescriptor.listening(on: .loopback(port: 0))
            defer { taken.close() }
            let other = taken.localAddress()?.port ?? 0
            try running.write(frontend: "bind 127.0.0.1:\(other)")
            let late = try running.reload(by: program)
            #expect(late.status == 1)
            #expect(late.output.contains("127.0.0.1:\(other)"), "\(late.output)")
            #expect(running.current == first)
            for _ in 0..<20 { #expect(try TestClient.fetch(port: running.port)?.text == "one") }
            let information = running.proxy.answer(to: "show info", on: "admin.sock")
            #expect(information.contains("\nPid: \(first ?? 0)\n"))
        }
    }

    @Test("fewer or more threads than before serve every connection", arguments: [1, 3])
    func threads(count: Int) throws {
        try TakeoverProxy.run { running in
            let clients = try SteadyClients(port: running.port)
            try running.write(global: "nbthread \(count)")
            clients.waitForMore(50)
            // The number of threads alone calls for a new process.
            let run = try running.reload()
            #expect(run.status == 0, "\(run.output)")
            #expect(running.current != running.proxy.process.id)
            clients.waitForMore(300)
            #expect(clients.stop() == [])
        }
    }

    @Test("hard-stop-after ends the old process though a WebSocket is open")
    func hardStop() throws {
        try TakeoverProxy.run(global: "hard-stop-after 300ms") { running in
            let socket = try WebSocketClient(host: "127.0.0.1", port: running.port, target: "/ws")
            #expect(try running.reload(by: running.anotherProgram()).status == 0)
            #expect(try running.proxy.ending() == .exited(0))
            #expect(throws: (any Error).self) { try socket.echo("gone") }
        }
    }

    @Test("systemd is told of the new main process, and never that the service stops")
    func notifications() throws {
        try withScratchDirectory { folder in
            let inbox = try FileDescriptor.unixDatagramSocket()
            defer { inbox.close() }
            try inbox.bind(to: .unix("\(folder)/notify"))
            let variables = ["NOTIFY_SOCKET": "\(folder)/notify"]
            try TakeoverProxy.run(environment: variables) { running in
                let program = try running.anotherProgram()
                let run = try running.reload(by: program, environment: variables)
                #expect(run.status == 0, "\(run.output)")
                #expect(try running.proxy.ending() == .exited(0))
                var messages: [String] = []
                while let bytes = try? inbox.read(upTo: 4096), !bytes.isEmpty {
                    messages.append(String(decoding: bytes, as: UTF8.self))
                }
                let mains = messages.flatMap { $0.split(separator: "\n") }
                    .filter { $0.hasPrefix("MAINPID=") }
                let numbers = [running.proxy.process.id, running.current ?? 0]
                #expect(mains == numbers.map { "MAINPID=\($0)" })
                #expect(!messages.contains { $0.contains("STOPPING") })
            }
        }
    }

    @Test("the words of HAProxy's manual do it too: -D -p FILE -x SOCKET -sf PID")
    func classically() throws {
        try TakeoverProxy.run { running in
            let first = running.proxy.process.id
            let folder = running.proxy.directory
            let clients = try SteadyClients(port: running.port)
            clients.waitForMore(50)
            let run = try ProgramRun([
                ProxyEngine.switchyard.path, "-D", "-f", "\(folder)/proxy.cfg",
                "-p", "\(folder)/pid", "-x", "\(folder)/admin.sock",
                "-S", "\(folder)/process.sock", "-sf", "\(first)",
            ])
            #expect(run.status == 0, "\(run.output)")
            clients.waitForMore(200)
            #expect(clients.stop() == [])
            #expect(try running.proxy.ending() == .exited(0))
            let written = try FileSystem.readText("\(folder)/pid")
            #expect(written == "\(running.current ?? 0)\n")
        }
    }

    @Test("a stats socket without 'expose-fd listeners' hands nothing over, and that is said")
    func unexposed() throws {
        let port = try freePort()
        let text = TakeoverProxy.configuration(port: port, origin: 1)
            .replacing(" expose-fd listeners", with: "")
        try withProxy(configuration: text, waitingFor: port) { proxy in
            let socket = "\(proxy.directory)/admin.sock"
            let run = try ProgramRun([
                ProxyEngine.switchyard.path, "-f", proxy.configurationPath, "-x", socket,
            ])
            #expect(run.status == 1)
            #expect(
                run.output.hasSuffix(
                    """
                    error: the proxy behind '\(socket)' did not hand its sockets over: \
                    operation not permitted
                      hint: its stats socket needs 'expose-fd listeners'

                    """
                ),
                "\(run.output)"
            )
        }
    }

    @Test("with '-W' SIGUSR2 makes a new process for what one process cannot take, and no other")
    func bySignal() throws {
        try TakeoverProxy.run(options: ["-W"]) { running in
            let first = running.proxy.process.id
            let clients = try SteadyClients(port: running.port, count: 2)
            clients.waitForMore(20)
            try running.write(frontend: "http-response set-header X-Generation two")
            try running.proxy.process.send(.user2)
            #expect(running.proxy.line(containing: "reloaded: generation 2") != nil)
            #expect(running.current == first)
            try running.write(global: "nbthread 1")
            try running.proxy.process.send(.user2)
            #expect(try running.proxy.ending() == .exited(0))
            clients.waitForMore(20)
            #expect(clients.stop() == [])
            let second = running.current
            #expect(second != nil && second != first)
            let information = running.proxy.answer(to: "show info", on: "admin.sock")
            #expect(information.contains("\nNbthread: 1\n"))
        }
    }
}

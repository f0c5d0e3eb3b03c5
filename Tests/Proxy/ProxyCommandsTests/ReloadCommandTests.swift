import HTTPWire
import LinuxSystem
import TestSupport
import Testing

@testable import ProxyCommands

@Suite("the command reload")
struct ReloadCommandTests {
    @Test("waits for the outcome and tells it; the process stays")
    func succeeds() throws {
        try TakeoverProxy.run { running in
            try running.write(frontend: "http-response set-header X-Generation two")
            let run = try running.reload()
            #expect(run.status == 0)
            #expect(run.output == "configuration reloaded: generation 2\n")
            #expect(running.current == running.proxy.process.id)
            let answer = try TestClient.fetch(port: running.port)
            #expect(answer?.headers["X-Generation"] == "two")
        }
    }

    @Test("fails with the proxy's words, and the running configuration goes on")
    func fails() throws {
        try TakeoverProxy.run { running in
            try running.write(frontend: "blance uri")
            let run = try running.reload()
            #expect(run.status == 1)
            #expect(run.output.contains("proxy.cfg:16:5: error: unknown keyword 'blance'"))
            #expect(run.output.hasSuffix("\nreload failed: generation 1 goes on\n"))
            #expect(try TestClient.fetch(port: running.port)?.text == "one")
        }
    }

    @Test("an address that another program has fails the reload with its place")
    func takenPort() throws {
        let taken = try FileDescriptor.listening(on: .loopback(port: 0))
        defer { taken.close() }
        let other = taken.localAddress()?.port ?? 0
        try TakeoverProxy.run { running in
            try running.write(frontend: "bind 127.0.0.1:\(other)")
            let run = try running.reload()
            #expect(run.status == 1)
            #expect(run.output.contains("proxy.cfg:16:"), "\(run.output)")
            #expect(run.output.contains("127.0.0.1:\(other)"))
            #expect(try TestClient.fetch(port: running.port)?.text == "one")
        }
    }

    @Test("says so when no proxy listens on the socket, or no socket is named")
    func nobody() throws {
        try withScratchDirectory { folder in
            let program = ProxyEngine.switchyard.path
            let run = try ProgramRun([program, "reload", "-S", "\(folder)/none", "-f", "/x"])
            #expect(run.status == 1)
            #expect(
                run.output == """
                    error: no proxy answers on '\(folder)/none': no such file or directory
                      hint: it listens there when it is started with '-S \(folder)/none'

                    """
            )
            let unnamed = try ProgramRun([program, "reload", "-f", "/x"])
            #expect(unnamed.status == 1)
            #expect(
                unnamed.output == """
                    error: 'reload' has no socket to ask
                      hint: name the one of '-S'

                    """
            )
        }
    }

    @Test("is a command of the process socket alone, where all of the runtime API is too")
    func processSocket() throws {
        try TakeoverProxy.run { running in
            let answer = running.proxy.answer(to: "reload", on: "process.sock")
            #expect(answer == "Success=1\n--\nconfiguration reloaded: generation 2\n\n")
            let refused = running.proxy.answer(to: "reload", on: "admin.sock")
            #expect(refused.hasPrefix("Unknown command."))
            let state = running.proxy.answer(to: "show servers state", on: "process.sock")
            #expect(state.contains("pool"))
            let status = FileStatus.of("\(running.proxy.directory)/process.sock")
            #expect(status?.mode == 0o600)
        }
    }

    @Test("HAProxy's words for its master and its worker mean this process there")
    func prefixes() throws {
        try TakeoverProxy.run { running in
            let ask = { running.proxy.answer(to: $0, on: "process.sock") }
            #expect(ask("@1 show info").contains("\nProcess_num: 1\n"))
            #expect(ask("@!1 show info").hasPrefix("Can't find the target PID"))
            let listed = ask("show proc").split(separator: "\n").map { $0.split(separator: " ") }
            #expect(listed.count == 4)
            #expect(listed[1][0] == listed[3][0])
            #expect(listed[1][1] == "master" && listed[3][1] == "worker")
            #expect(running.proxy.answer(to: "@1 show info", on: "admin.sock").hasPrefix("Unknown"))
        }
    }
}

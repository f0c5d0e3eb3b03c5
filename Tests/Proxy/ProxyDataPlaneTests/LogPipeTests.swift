import HTTPWire
import LinuxSystem
import TestSupport
import Testing

@Suite("logs that nobody reads", .serialized)
struct LogPipeTests {
    @Test("lines are dropped and counted, requests and signals are served")
    func fullPipe() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "log-pipe")
        defer { try? FileSystem.removeTree(directory) }
        let port = try freePort()
        let socket = "\(directory)/admin.sock"
        let sections = """
            global
                nbthread 1
                stats socket \(socket) level admin
            listen pool
                bind 127.0.0.1:{{port}}
                server one 127.0.0.1:\(origin.port)
            """
        try FileSystem.writeAtomically(
            configurationText(sections, port: port),
            to: "\(directory)/proxy.cfg"
        )
        let (read, write) = try FileDescriptor.pipe()
        defer { read.close() }
        let process = try Subprocess.start(
            [ProxyEngine.switchyard.path, "-db", "-f", "\(directory)/proxy.cfg"],
            output: .descriptor(write),
            error: .descriptor(write)
        )
        write.close()
        defer { _ = try? process.wait() }
        try #require(waitForPort(port, within: .seconds(5)))
        // A line has more than a hundred bytes and the pipe takes 64 KiB.
        let client = try TestClient(port: port)
        for index in 0..<1500 {
            try client.send("GET /\(index) HTTP/1.1\r\nHost: x\r\n\r\n")
            guard try client.readResponse()?.status == 200 else {
                Issue.record("no answer to request \(index)")
                break
            }
        }
        let information = try ask("show info", at: socket).split(separator: "\n")
        let dropped = information.first { $0.hasPrefix("DroppedLogs: ") }?.split(separator: " ")
        #expect(dropped?.last.flatMap { Int($0) } ?? 0 > 100)
        // A reload tells its outcome on standard error, which is full as well.
        try process.send(.user2)
        #expect(
            try eventually { try ask("show info", at: socket).contains("\nStopping: 0\n") }
        )
        try process.send(.terminate)
        #expect(try process.wait().isSuccess)
    }
}

import Foundation
import HostConnections
import LinuxSystem
import SSHConnections
import TestSupport
import Testing

/// Takes connections and says nothing.
final class SilentServer {
    let port: UInt16
    private let socket: FileDescriptor

    init() throws {
        socket = try FileDescriptor.listening(on: .loopback(port: 0))
        port = socket.localAddress()?.port ?? 0
    }

    deinit { socket.close() }
}

@Suite("a lost SSH connection", .serialized)
struct LossTests {
    @Test("what was running ends, and later calls say that the connection was lost")
    func killed() throws {
        try withScratchDirectory { directory in
            let connection = try LoopbackServer(below: directory).connect()
            let program = try connection.start(["sh", "-c", "echo $PPID; sleep 60"])
            let text = String(
                decoding: try program.output.read(upTo: 64, timeout: .seconds(5)),
                as: UTF8.self
            )
            let child = try #require(Int32(text.dropLast()))
            kill(child, SIGKILL)
            #expect(throws: StreamFailure.self) {
                _ = try everything(of: program.output)
            }
            #expect(!connection.isAlive)
            let failure = #expect(throws: ConnectionFailure.self) {
                _ = try connection.start(["true"])
            }
            guard case .lost(let inFlight, _)? = failure?.reason else {
                Issue.record("not lost but \(String(describing: failure))")
                return
            }
            #expect(inFlight == "a session to run a program")
            connection.close()
        }
    }

    @Test("a server that is frozen is given up after three questions")
    func frozen() throws {
        try withScratchDirectory { directory in
            let server = try LoopbackServer(below: directory)
            try server.record()
            var settings = server.settings()
            settings.keepAliveInterval = .milliseconds(200)
            let connection = try SSHConnection(settings: settings, name: "lb1")
            let program = try connection.start(["sh", "-c", "echo $PPID; sleep 60"])
            let text = String(
                decoding: try program.output.read(upTo: 64, timeout: .seconds(5)),
                as: UTF8.self
            )
            let child = try #require(Int32(text.dropLast()))
            usleep(1_500_000)
            #expect(connection.isAlive)
            kill(child, SIGSTOP)
            defer { kill(child, SIGKILL) }
            #expect(throws: StreamFailure.self) {
                _ = try everything(of: program.output)
            }
            #expect(!connection.isAlive)
            connection.close()
        }
    }

    @Test("after closing, calls say that it was closed")
    func closed() throws {
        try withScratchDirectory { directory in
            let connection = try LoopbackServer(below: directory).connect()
            connection.close()
            let failure = #expect(throws: ConnectionFailure.self) {
                _ = try connection.start(["true"])
            }
            #expect(failure?.description == "lb1: the connection was closed before")
        }
    }

    @Test("after closing, the server sees the end, although streams are still held")
    func closedUnderStreams() throws {
        try withScratchDirectory { directory in
            let connection = try LoopbackServer(below: directory).connect()
            let script = "echo $SSH_CONNECTION | cut -d' ' -f2; exec cat"
            let program = try connection.start(["sh", "-c", script])
            let text = String(
                decoding: try program.output.read(upTo: 16, timeout: .seconds(5)),
                as: UTF8.self
            )
            let port = try #require(UInt16(text.dropLast()))
            #expect(Self.holdsSocket(withPort: port))
            connection.close()
            #expect(!Self.holdsSocket(withPort: port))
            #expect(try everything(of: program.output).isEmpty)
        }
    }

    /// Whether this process has a socket with that local port open.
    private static func holdsSocket(withPort port: UInt16) -> Bool {
        (0..<4096).contains { number in
            FileDescriptor(rawValue: number).localAddress()?.port == port
        }
    }
}

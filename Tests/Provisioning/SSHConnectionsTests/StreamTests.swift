import Foundation
import HostConnections
import LinuxSystem
import SSHConnections
import TestSupport
import Testing

/// Sends back what it is sent, on loopback, each connection in a thread of its own.
final class EchoServer: Sendable {
    let port: UInt16
    private let socket: FileDescriptor

    init() throws {
        socket = try FileDescriptor.listening(on: .loopback(port: 0))
        try socket.setNonblocking(false)
        port = socket.localAddress()?.port ?? 0
        let socket = socket
        _ = try LinuxSystem.Thread.start(name: "echo") {
            while let peer = try? socket.accept()?.socket {
                try? peer.setNonblocking(false)
                _ = try? LinuxSystem.Thread.start(name: "echo") {
                    while let bytes = try? peer.read(upTo: 65_536), !bytes.isEmpty {
                        guard (try? peer.writeAll(bytes)) != nil else { break }
                    }
                    peer.close()
                }
            }
        }
    }
}

@Suite("streams over SSH", .serialized)
struct StreamTests {
    @Test("thirty streams of one connection work at once")
    func many() throws {
        try withScratchDirectory { directory in
            let connection = try LoopbackServer(below: directory).connect()
            defer { connection.close() }
            let echo = try EchoServer()
            let answers = Answers()
            DispatchQueue.concurrentPerform(iterations: 30) { number in
                answers.add(Result { try Self.exchange(over: connection, echo.port, number) })
            }
            #expect(try answers.all().allSatisfy { $0 })
        }
    }

    private static func exchange(
        over connection: SSHConnection,
        _ port: UInt16,
        _ number: Int
    ) throws -> Bool {
        let stream = try connection.openStream(.tcp(host: "127.0.0.1", port: port))
        defer { stream.close() }
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &+ number) }
        try stream.writeAll(bytes, timeout: .seconds(20))
        stream.closeWriting()
        return try everything(of: stream) == bytes
    }

    @Test("a unix socket of the host is reached")
    func unixSocket() throws {
        try withScratchDirectory { directory in
            let connection = try LoopbackServer(below: directory).connect()
            defer { connection.close() }
            let path = "\(directory)/s"
            let socket = try FileDescriptor.listening(on: .unix(path))
            let stream = try connection.openStream(.unix(path: path))
            try stream.writeAll(Array("hello".utf8), timeout: .seconds(5))
            var entries = [PollEntry(socket, .readable)]
            try poll(&entries, timeout: .seconds(5))
            let peer = try #require(try socket.accept()?.socket)
            try peer.setNonblocking(false)
            #expect(try peer.read(upTo: 5) == Array("hello".utf8))
            peer.close()
            #expect(try everything(of: stream).isEmpty)
            socket.close()
        }
    }

    @Test("a closed port of the host is said to be one, and the connection goes on")
    func refused() throws {
        try withScratchDirectory { directory in
            let connection = try LoopbackServer(below: directory).connect()
            defer { connection.close() }
            let port = try LoopbackServer.freePort()
            let failure = #expect(throws: ConnectionFailure.self) {
                _ = try connection.openStream(.tcp(host: "127.0.0.1", port: port))
            }
            #expect(
                failure?.description == "lb1: cannot connect to 127.0.0.1:\(port) from the "
                    + "target: Connection refused"
            )
            let program = try connection.start(["echo", "on"])
            #expect(try everything(of: program.output) == Array("on\n".utf8))
        }
    }
}

/// Results of several threads.
final class Answers: @unchecked Sendable {
    private let lock = NSLock()
    private var results: [Result<Bool, any Error>] = []

    func add(_ result: Result<Bool, any Error>) {
        lock.withLock { results.append(result) }
    }

    func all() throws -> [Bool] { try results.map { try $0.get() } }
}

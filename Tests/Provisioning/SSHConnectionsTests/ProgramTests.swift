import Foundation
import HostConnections
import SSHConnections
import TestSupport
import Testing

/// Reads to the end.
func everything(of stream: any ByteStream) throws -> [UInt8] {
    var all: [UInt8] = []
    while true {
        let some = try stream.read(upTo: 65_536, timeout: .seconds(20))
        if some.isEmpty { return all }
        all += some
    }
}

@Suite("programs over SSH", .serialized)
struct ProgramTests {
    @Test("standard output and standard error come apart, bytes as they are")
    func streamsApart() throws {
        try withScratchDirectory { directory in
            let connection = try LoopbackServer(below: directory).connect()
            defer { connection.close() }
            let script = "printf 'out\\0\\377'; printf 'err\\r\\n' >&2; cat"
            let program = try connection.start(["sh", "-c", script])
            let bytes = (0...255).map { UInt8($0) }
            try program.input.writeAll(bytes, timeout: .seconds(5))
            program.input.closeWriting()
            let output = try everything(of: program.output)
            #expect(output == Array("out".utf8) + [0, 255] + bytes)
            #expect(try everything(of: program.errorOutput) == Array("err\r\n".utf8))
        }
    }

    @Test("words reach the program as they are, whatever the shell would make of them")
    func words() throws {
        try withScratchDirectory { directory in
            let connection = try LoopbackServer(below: directory).connect()
            defer { connection.close() }
            let program = try connection.start(["printf", "%s|", "a b", "it's", "$HOME", "*", ""])
            let output = try everything(of: program.output)
            #expect(String(decoding: output, as: UTF8.self) == "a b|it's|$HOME|*||")
        }
    }

    @Test("four mebibytes go through a program and come back")
    func manyBytes() throws {
        try withScratchDirectory { directory in
            let connection = try LoopbackServer(below: directory).connect()
            defer { connection.close() }
            let program = try connection.start(["cat"])
            let bytes = (0..<4_194_304).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            let writing = DispatchQueue.global()
            writing.async {
                try? program.input.writeAll(bytes, timeout: .seconds(20))
                program.input.closeWriting()
            }
            #expect(try everything(of: program.output) == bytes)
        }
    }

    @Test("a slow reader holds back its own program only")
    func slowReader() throws {
        try withScratchDirectory { directory in
            let connection = try LoopbackServer(below: directory).connect()
            defer { connection.close() }
            let flood = try connection.start(["head", "-c", "8388608", "/dev/zero"])
            let quick = try connection.start(["echo", "quick"])
            #expect(try everything(of: quick.output) == Array("quick\n".utf8))
            #expect(try everything(of: flood.output).count == 8_388_608)
        }
    }

    @Test("one program more than the server allows is refused, and the others go on")
    func tooMany() throws {
        try withScratchDirectory { directory in
            let server = try LoopbackServer(below: directory, extra: ["MaxSessions 3"])
            let connection = try server.connect()
            defer { connection.close() }
            let programs = try (0..<3).map { _ in try connection.start(["cat"]) }
            let failure = #expect(throws: ConnectionFailure.self) {
                _ = try connection.start(["cat"])
            }
            #expect(
                failure?.description == "lb1: the server refused a session to run a program: "
                    + "open failed; sshd's MaxSessions may be reached"
            )
            for program in programs {
                try program.input.writeAll([1, 2], timeout: .seconds(5))
                program.input.closeWriting()
                #expect(try everything(of: program.output) == [1, 2])
            }
        }
    }

    @Test("a program that is not wanted any more ends")
    func dropped() throws {
        try withScratchDirectory { directory in
            let connection = try LoopbackServer(below: directory).connect()
            defer { connection.close() }
            let program = try connection.start(["sh", "-c", "echo on; exec cat"])
            #expect(try program.output.read(upTo: 3, timeout: .seconds(5)) == Array("on\n".utf8))
            program.close()
            #expect(try everything(of: program.output).isEmpty)
        }
    }
}

import LinuxSystem
import Testing

@Suite("lines to a descriptor that may be full")
struct LineOutputTests {
    @Test("a pipe that nobody reads takes what it has room for, and the rest is dropped")
    func fullPipe() throws {
        let (read, write) = try FileDescriptor.pipe()
        defer { read.close() }
        let output = LineOutput(write)
        let line = String(repeating: "x", count: 999)
        var taken = 0
        for _ in 0..<1000 where output.write(line) { taken += 1 }
        #expect(taken > 0)
        #expect(taken < 1000)
        write.close()
        let lines = String(decoding: try read.readToEnd(), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == taken)
        #expect(lines.allSatisfy { $0.utf8.count == 999 })
    }

    @Test("a line that was cut off in its middle is ended before the next one")
    func cutLine() throws {
        let (read, write) = try FileDescriptor.pipe()
        defer { read.close() }
        let output = LineOutput(write)
        let long = String(repeating: "x", count: 60_000)
        while output.write(long) {}
        var buffer = try read.read(upTo: 1 << 20)
        #expect(output.write("next"))
        write.close()
        buffer += try read.readToEnd()
        #expect(String(decoding: buffer, as: UTF8.self).hasSuffix("x\nnext\n"))
    }
}

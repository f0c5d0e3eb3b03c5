import LinuxSystem
import Testing

@Suite("subprocess")
struct SubprocessTests {
    @Test("a program gets its input and its output, errors and status come back apart")
    func streams() throws {
        let result = try Subprocess.run(
            ["sh", "-c", "cat; echo oops >&2; exit 3"],
            input: Array("hello".utf8)
        )
        #expect(result.text == "hello")
        #expect(result.errorText == "oops\n")
        #expect(result.ending == .exited(3))
    }

    @Test("more input and output than a pipe holds do not block each other")
    func largeStreams() throws {
        let input = [UInt8](repeating: 7, count: 1_000_000)
        let result = try Subprocess.run(["cat"], input: input)
        #expect(result.output == input)
    }

    @Test("a program that does not exist is named in the error")
    func missing() {
        #expect(throws: SystemError(.notFound, call: "start", subject: "/no/such/program")) {
            try Subprocess.run(["/no/such/program"])
        }
    }

    @Test("a program that takes too long is killed")
    func timeout() {
        #expect(throws: SystemError(.timedOut, call: "run", subject: "sleep")) {
            try Subprocess.run(["sleep", "60"], timeout: .milliseconds(50))
        }
    }
}

import HostConnections
import Testing

@Suite("framed shell")
struct FramedShellTests {
    private func results(
        _ commands: [ShellCommand],
        as become: Become? = nil
    ) throws -> [CommandResult] {
        try withLocalTarget { connection in
            try connection.perform(commands.map { .command($0) }, as: become)
                .compactMap(\.command)
        }
    }

    @Test("output, error output and status come back apart")
    func streams() throws {
        let result = try results([.script("echo out; echo err >&2; exit 3")])[0]
        #expect(result.text == "out\n")
        #expect(result.errorText == "err\n")
        #expect(result.exitStatus == 3)
    }

    @Test("arguments arrive as they are, whatever they hold")
    func arguments() throws {
        let words = ["a b", "", "'", "\"$HOME\"", "line\nbreak\n", "\\", "*", "é\u{1E}", "-n"]
        let result = try results([.arguments(["printf", "%s|"] + words)])[0]
        #expect(result.text == words.map { $0 + "|" }.joined())
        let script = ShellCommand.script("printf '%s|' \"$@\"\n# a comment\n", words)
        #expect(try results([script])[0].text == words.map { $0 + "|" }.joined())
    }

    @Test("input with zero bytes and line ends reaches the command and comes back")
    func binaryInput() throws {
        var bytes: [UInt8] = (0..<300_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        bytes += [0, 10, 30, 0]
        var command = ShellCommand.arguments(["cat"])
        command.input = bytes
        let all = try results([command, .arguments(["echo", "next"])])
        #expect(all[0].output == bytes)
        #expect(all[1].text == "next\n")
    }

    @Test("input that a command does not read is no later command")
    func unreadInput() throws {
        var command = ShellCommand.arguments(["true"])
        command.input = Array(String(repeating: "echo wrong\n", count: 100_000).utf8)
        let all = try results([command, .arguments(["echo", "right"])])
        #expect(all.map(\.text) == ["", "right\n"])
    }

    @Test("much output on both streams at once does not block")
    func muchOutput() throws {
        let script: ShellScript = """
            head -c 5000000 /dev/zero & head -c 5000000 /dev/zero >&2; wait
            """
        let result = try results([.script(script)])[0]
        #expect(result.output.count == 5_000_000)
        #expect(result.errorOutput.count == 5_000_000)
    }

    @Test("directory, environment and mask are the command's own")
    func surroundings() throws {
        var command = ShellCommand.script("pwd; echo \"$GREETING\"; umask")
        command.directory = "/usr"
        command.environment = ["GREETING": "it's\nme"]
        command.umask = 0o027
        let all = try results([command, .script("echo \"$GREETING\"")])
        #expect(all[0].text == "/usr\nit's\nme\n0027\n")
        #expect(all[1].text == "\n")
    }

    @Test("a command above its time is killed, the next one runs")
    func timeout() throws {
        var command = ShellCommand.arguments(["sleep", "20"])
        command.timeout = .milliseconds(200)
        let all = try results([command, .arguments(["echo", "on"])])
        #expect(all[0].isTimedOut)
        #expect(all[1].text == "on\n")
    }

    @Test("a shell that dies is reported with what was in flight")
    func death() throws {
        #expect {
            try results([.script("kill -9 $$")])
        } throws: { error in
            (error as? ConnectionFailure)?.description
                == "localhost: connection lost (the shell ended); in flight: a shell fragment"
        }
    }

    @Test("a script with an error in its syntax ends only itself")
    func brokenScript() throws {
        let all = try results([.script("if"), .arguments(["echo", "on"])])
        #expect(all[0].exitStatus == 2)
        #expect(all[1].text == "on\n")
    }

    @Test("root becomes another user")
    func become() throws {
        let result = try results([.arguments(["id", "-un"])], as: Become(user: "nobody"))[0]
        #expect(result.text == "nobody\n")
    }

    @Test("a user that does not exist is refused in the program's words")
    func unknownUser() throws {
        #expect {
            try results([.arguments(["id"])], as: Become(user: "nosuchuser"))
        } throws: { error in
            guard
                case .become(.refused(let user, "su", let why))? =
                    (error as? ConnectionFailure)?.reason
            else { return false }
            return user == "nosuchuser" && why.contains("nosuchuser")
        }
    }
}

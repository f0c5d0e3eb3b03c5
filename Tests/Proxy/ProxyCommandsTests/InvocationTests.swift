import Diagnostics
import ProxyConfiguration
import TestSupport
import Testing

@testable import ProxyCommands

@Suite("the command line of the proxy")
struct InvocationTests {
    @Test("all of HAProxy's switches are known; those that ask for nothing here change nothing")
    func switches() throws {
        let inert = ["-dM", "-dM80", "-dI", "-dS", "-dZ", "-dF", "-dT", "-dG", "-dc", "-de", "-dp"]
        let plain = try ProxyInvocation(["-f", "a"])
        var inertly = try ProxyInvocation(inert + ["-f", "a"])
        inertly.words = plain.words
        #expect(inertly == plain)
        var expected = plain
        expected.words = ["-dW", "-dD", "-dV", "-dr", "-f", "a"]
        expected.failsOnWarnings = true
        expected.tellsRemarks = true
        expected.trustsServers = true
        expected.toleratesUnknownNames = true
        #expect(try ProxyInvocation(expected.words) == expected)
    }

    @Test(
        "what is known and not done is refused by name",
        arguments: ["-dR", "-dt", "-dC1,line", "-4"]
    )
    func refused(option: String) {
        let error = #expect(throws: Diagnostic.self) { try ProxyInvocation([option]) }
        #expect(error?.message.contains("is not supported by switchyard-proxy") == true)
    }

    @Test("a word that is none is named, with the closest")
    func unknown() {
        let error = #expect(throws: Diagnostic.self) { try ProxyInvocation(["-dq"]) }
        #expect(error?.message.hasPrefix("unknown option '-dq'; did you mean '-d") == true)
    }

    @Test("files stand behind '-f' and behind '--', in order")
    func files() throws {
        let invocation = try ProxyInvocation(["-f", "a", "-db", "-f", "b", "--", "c", "-d"])
        #expect(invocation.files == ["a", "b", "c", "-d"])
        #expect(invocation.staysInForeground)
    }

    @Test("numbers of processes may be words or one word")
    func processes() throws {
        let invocation = try ProxyInvocation(["-sf", "12", "13 14", "-st", "-f", "a"])
        #expect(invocation.processesToFinish == [12, 13, 14])
        #expect(invocation.processesToStop.isEmpty)
        #expect(throws: Diagnostic.self) { try ProxyInvocation(["-sf", "x"]) }
    }

    @Test("'-S' takes an address and options of 'stats socket' behind commas")
    func processSocket() throws {
        let socket = try ProxyInvocation(["-S", "/run/x,level,operator,mode,660"]).processSocket
        #expect(socket?.address == .unix(path: "/run/x"))
        #expect(socket?.level == .operator)
        #expect(socket?.file.mode == 0o660)
        let inherited = try ProxyInvocation(["-S", "fd@7"]).processSocket
        #expect(inherited?.address == .descriptor(7))
        #expect(inherited?.level == .admin)
        for text in ["run/x", "/run/x,nonsense,6", "/run/x,level", ""] {
            #expect(throws: Diagnostic.self, "\(text)") { try ProxyInvocation(["-S", text]) }
        }
    }
}

/// The program as its users start it.
@Suite("switchyard-proxy's own words")
struct OwnWordsTests {
    private func run(_ options: [String]) throws -> CommandRun {
        try CommandRun.of([builtProgram("switchyard-proxy")] + options)
    }

    @Test("'-vv' tells version, target, features and services where programs look for HAProxy's")
    func details() throws {
        let lines = try run(["-dM", "-dI", "-dW", "-vv"]).lines
        #expect(lines[0] == "switchyard-proxy version \(Release.version)")
        #expect(lines.contains { $0.hasPrefix("HAProxy version \(ProgramFacts.languageVersion) ") })
        #expect(lines.contains("  TARGET  = linux-glibc"))
        let features = lines.first { $0.hasPrefix("Feature list : ") }
        #expect(features?.contains(" +OPENSSL ") == true)
        #expect(features?.contains(" -LUA ") == true)
        #expect(lines.contains { $0.hasPrefix("Available services : ") })
        #expect(try run(["-vq"]).output == "\(ProgramFacts.languageVersion)\n")
        #expect(try run(["-vqb"]).output == "3.4\n")
    }

    @Test("'-dK' lists the words that are read")
    func words() throws {
        let listed = try run(["-dKcfg,cnv"])
        #expect(listed.status == 0)
        #expect(listed.output.contains("\tfrontend bind\n"))
        #expect(listed.output.contains("\tlower\n"))
        #expect(try run(["-dKnone"]).status == 1)
    }

    @Test("with '-dW' or 'zero-warning' a warning is a reason not to start, a note is none")
    func warnings() throws {
        try withScratchDirectory { directory in
            let text = """
                listen l
                    mode http
                    bind 127.0.0.1:1

                """
            try write(
                [
                    "warned.cfg": text,
                    "zero.cfg": "global\n    zero-warning\n" + text,
                    "noted.cfg": "global\n    thread-groups 1\n    stats socket /tmp/none.sock\n",
                ],
                below: directory
            )
            func check(_ options: String...) throws -> CommandRun {
                try CommandRun.of(
                    [builtProgram("switchyard-proxy"), "-c"] + options,
                    directory: directory
                )
            }
            let warned = try check("-f", "warned.cfg")
            #expect(warned.status == 0)
            #expect(warned.output.contains("warning: missing timeouts"))
            #expect(try check("-dW", "-f", "warned.cfg").status == 1)
            #expect(try check("-f", "zero.cfg").status == 1)
            let noted = try check("-dW", "-f", "noted.cfg")
            #expect(noted.status == 0)
            #expect(noted.output.contains("noted.cfg:2:5: note: 'thread-groups' changes nothing"))
            #expect(try !check("-q", "-f", "noted.cfg").output.contains("note"))
        }
    }
}

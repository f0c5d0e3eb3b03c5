import HostConnections
import TestSupport
import Testing

@Suite("a target over the local transport")
struct LocalTargetTests {
    private let target = ShellTarget(
        name: "here",
        transport: LocalTransport(name: "here"),
        incus: NoIncus(),
        timeout: .seconds(10)
    )

    @Test("commands of one call are answered in order, outputs and statuses apart")
    func several() throws {
        let replies = try target.perform(
            [
                .command(.arguments(["printf", "%s", "a 'quoted' $word"])),
                .command(.script("echo out; echo err >&2; exit 7")),
                .command(.arguments(["no-such-program-here"])),
            ],
            as: nil
        )
        let results = replies.compactMap(\.command)
        #expect(results.map(\.exitStatus) == [0, 7, 127])
        #expect(results[0].text == "a 'quoted' $word")
        #expect(results[1].text == "out\n")
        #expect(results[1].errorText == "err\n")
        target.close()
    }

    @Test("binary input of several megabytes comes back whole, with as much on standard error")
    func binary() throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ ($0 >> 8)) }
        var command = ShellCommand.script("tee /dev/stderr")
        command.input = bytes
        let result = try target.run(command)
        #expect(result.output == bytes)
        #expect(result.errorOutput == bytes)
        target.close()
    }

    @Test("a command that leaves its input unread does not disturb the next one")
    func unreadInput() throws {
        var first = ShellCommand.arguments(["true"])
        first.input = Array(repeating: 10, count: 300_000)
        let replies = try target.perform(
            [.command(first), .command(.arguments(["echo", "next"]))],
            as: nil
        )
        #expect(replies.last?.command?.text == "next\n")
        target.close()
    }

    @Test("a command that takes too long is killed")
    func timeout() throws {
        var command = ShellCommand.arguments(["sleep", "30"])
        command.timeout = .seconds(1)
        #expect(try target.run(command).isTimedOut)
        target.close()
    }

    @Test("a shell that is killed is reported with what was in flight, and the next call works")
    func killed() throws {
        #expect(throws: ConnectionFailure.self) {
            try target.run(.script("kill -9 $$; sleep 1"))
        }
        #expect(try target.run(.arguments(["echo", "again"])).text == "again\n")
        target.close()
    }

    @Test("an upload takes its mode, follows a link, and is whole or not at all")
    func upload() throws {
        try withScratchDirectory { folder in
            try write(["real": "old\n"], below: folder)
            _ = try target.run(.arguments(["ln", "-s", "real", "\(folder)/link"]))
            let replies = try target.perform(
                [
                    .upload(
                        FileUpload(.bytes([110, 101, 119]), to: "\(folder)/link", mode: 0o640)
                    ),
                    .command(
                        .arguments(["stat", "-c", "%a %F", "\(folder)/real", "\(folder)/link"])
                    ),
                    .download(path: "\(folder)/real", limit: 10),
                    .download(path: "\(folder)/real", limit: 2),
                    .download(path: "\(folder)/none", limit: 2),
                    .upload(
                        FileUpload(
                            .bytes([1]),
                            to: "\(folder)/real",
                            validate: ["sh", "-c", "echo no; exit 9", "%s"]
                        )
                    ),
                    .upload(FileUpload(.bytes([1]), to: "\(folder)/missing/file")),
                    .command(.arguments(["ls", "-A", folder])),
                ],
                as: nil
            )
            #expect(replies[0].upload == .stored)
            #expect(replies[1].command?.text == "640 regular file\n777 symbolic link\n")
            #expect(replies[2].download == .content([110, 101, 119]))
            #expect(replies[3].download == .tooLarge(byteCount: 3))
            #expect(replies[4].download == .missing)
            guard case .refused(let refusal) = replies[5].upload else {
                Issue.record("\(replies[5])")
                return
            }
            #expect(refusal.exitStatus == 9)
            #expect(refusal.text == "no\n")
            #expect(
                replies[6].upload
                    == .failed(
                        "cannot write '\(folder)/missing/file': "
                            + "its directory does not exist"
                    )
            )
            #expect(replies[7].command?.text == "link\nreal\n")
        }
        target.close()
    }
}

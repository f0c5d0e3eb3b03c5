import HostConnections
import IncusConnections
import LinuxSystem
import TestSupport
import Testing

@Suite("an instance as a target", .serialized, .enabled(if: Lab.isUp, "the lab is down: make lab"))
struct InstanceTests {
    @Test("commands, files, users and streams of an instance behind its host's daemon")
    func instance() throws {
        try withScratchDirectory { folder in
            let lab = try LabDaemon(below: folder)
            let target = lab.target()
            defer { target.close() }
            try commands(target)
            try files(target, folder)
            try users(target)
            try streams(target)
            try missing(lab)
        }
    }

    private func commands(_ target: ShellTarget) throws {
        var cat = ShellCommand.arguments(["cat"])
        cat.input = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
        let replies = try target.perform(
            [.command(.script("echo out; echo err >&2; exit 5")), .command(cat)],
            as: nil
        )
        let results = replies.compactMap(\.command)
        #expect(results[0].text == "out\n")
        #expect(results[0].errorText == "err\n")
        #expect(results[0].exitStatus == 5)
        #expect(results[1].output == cat.input)
    }

    private func files(_ target: ShellTarget, _ folder: String) throws {
        let bytes = (0..<2_000_003).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try FileSystem.writeAtomically(bytes, to: "\(folder)/source")
        let upload = FileUpload(
            .file(path: "\(folder)/source"),
            to: "/srv/it's here",
            mode: 0o640,
            owner: "nobody",
            group: "daemon"
        )
        let refused = FileUpload(.bytes([1]), to: "/srv/it's here", validate: ["false", "%s"])
        let replies = try target.perform(
            [
                .upload(upload),
                .upload(refused),
                .upload(FileUpload(.bytes([1]), to: "/none/file")),
                .command(.arguments(["stat", "-c", "%a %U %G", "/srv/it's here"])),
                .command(.arguments(["ls", "-A", "/srv"])),
                .download(path: "/srv/it's here", limit: 1 << 30),
            ],
            as: nil
        )
        #expect(replies[0].upload == .stored)
        guard case .refused? = replies[1].upload else {
            Issue.record("\(replies[1])")
            return
        }
        let orphan = "cannot write '/none/file': its directory does not exist"
        #expect(replies[2].upload == .failed(orphan))
        #expect(replies[3].command?.text == "640 nobody daemon\n")
        #expect(replies[4].command?.text == "it's here\n")
        #expect(replies[5].download == .content(bytes))
    }

    private func users(_ target: ShellTarget) throws {
        let become = Become(user: "nobody")
        #expect(try target.run(.arguments(["id", "-un"]), as: become).text == "nobody\n")
        let upload = FileUpload(.bytes([65]), to: "/tmp/of-nobody")
        let stored = try target.perform([.upload(upload)], as: become)[0].upload
        #expect(stored == .stored)
        let owner = try target.run(.arguments(["stat", "-c", "%U", "/tmp/of-nobody"])).text
        #expect(owner == "nobody\n")
    }

    private func streams(_ target: ShellTarget) throws {
        let nobody = StreamEndpoint.tcp(host: "127.0.0.1", port: 9)
        let refused = try target.perform([.connect(nobody, timeout: .seconds(5))], as: nil)[0]
        #expect(refused.connect == .failed("connection refused"))
        let journal = StreamEndpoint.unix(path: "/run/systemd/journal/stdout")
        let reached = try target.perform([.connect(journal, timeout: .seconds(5))], as: nil)[0]
        #expect(reached.connect == .connected)
    }

    private func missing(_ lab: LabDaemon) throws {
        #expect {
            try lab.target("bxo").run(.arguments(["true"]))
        } throws: { error in
            "\(error)" == """
                bxo: there is no instance 'bxo' in project 'switchyard-tests-incus'; \
                did you mean 'box'?
                  hint: there are box
                """
        }
    }
}

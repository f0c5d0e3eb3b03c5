import DocumentValues
import Foundation
import HostConnections
import ModuleContract
import TestSupport
import Testing

@Suite("unarchive")
struct UnarchiveModuleTests {
    private let directory = reply(PrintedState.directory())

    private func trial(_ more: ValueMap = [:]) -> ModuleTrial {
        let basis: ValueMap = ["src": "/a.tgz", "dest": "/srv/", "remote_src": true]
        return ModuleTrial("unarchive", basis.merging(more))
    }

    private func tar(_ lines: String, names: String = "a/\na/f\n", states: String = "") -> HostReply
    {
        let user = "\u{1E}user 0 0\n"
        return reply(
            "\u{1E}program tar\n\u{1E}names\n\(names)\(user)\u{1E}lines\n\(lines)\(states)"
        )
    }

    private func plan(
        _ look: HostReply,
        kind: String = "gzip",
        _ more: ValueMap = [:]
    ) throws(ModuleFailure) -> Plan {
        try trial(more).plan([directory], [reply(kind + "\n")], [look])
    }

    private func message(_ body: () throws(ModuleFailure) -> Plan) -> String? {
        failureMessage(body)
    }

    @Test("an archive that is unpacked already changes nothing")
    func inPlace() throws {
        let plan = try plan(tar("tar: : Warning: Cannot stat: No such file or directory\n"))
        #expect(plan.changes.isEmpty)
        #expect(plan.result["handler"] == "TgzArchive")
        #expect(plan.result["files"] == nil)
    }

    @Test("what differs is unpacked; what the task sets itself does not differ")
    func differences() throws {
        for line in ["a/f: Mod time differs", "a/f: Contents differ", "a/f: Uid differs"] {
            #expect(try plan(tar(line + "\n")).summaries == ["unpack /a.tgz into /srv/"])
        }
        #expect(try plan(tar("a/f: Mode differs\n"), ["mode": "0600"]).changes.isEmpty)
        #expect(try plan(tar("a/f: Uid differs\n"), ["owner": "root"]).changes.isEmpty)
        #expect(try plan(tar("a/f: Uid differs\n"), ["group": "root"]).isChange)
    }

    @Test("entries that are in place get the attributes of the task, links no mode")
    func attributes() throws {
        let states = """
            \u{1E}states 0022
            41ed 0 0 4096 1 1 2 1 2 3 8 root root a/
            81a4 0 0 1 1 1 1 1 2 3 8 root root a/f
            a1ff 0 0 1 1 1 1 1 2 3 8 root root a/l
            41ed 0 0 4096 1 1 2 1 2 3 8 root root a

            """
        let plan = try plan(tar("", states: states), ["mode": "u=rwX,go=", "owner": "daemon"])
        #expect(
            plan.summaries == [
                "owner daemon of 2 paths below, /srv/a first",
                "mode 0600 of 1 paths below, "
                    + "/srv/a/f first", "mode 0700 of 1 paths below, /srv/a first",
                "owner root -> daemon of /srv/a/l",
            ]
        )
    }

    @Test("what is unpacked gets the attributes of the task")
    func newAttributes() throws {
        let plan = try plan(tar("a/f: Size differs\n", names: "/a/f\n"), ["owner": "daemon"])
        #expect(
            plan.changes[1].requests.last
                == .command(.arguments(["chown", "-h", "--", "daemon", "/srv/a/f", "/srv/a"]))
        )
    }

    @Test("'creates' skips the task, and the entries are listed on wish")
    func conditions() throws {
        let skipped = try trial(["creates": "/srv/a"]).plan([directory, reply("created\n")])
        #expect(skipped.result["skipped"] == true)
        #expect(skipped.result["msg"] == "skipped, since /srv/a exists")
        #expect(try plan(tar(""), ["list_files": true]).result["files"] == ["a/", "a/f"])
    }

    @Test("what is missing is said")
    func missing() {
        let start =
            "Failed to find handler for \"/a.tgz\". Make sure the required command to "
            + "extract the file is installed.\n"
        #expect(
            message { () throws(ModuleFailure) in try plan(reply("\u{1E}missing tar\n")) }
                == start + "Unable to find required 'tar' binary in the path."
        )
        #expect(
            message { () throws(ModuleFailure) in
                try plan(reply("\u{1E}missing unzip\n"), kind: "zip")
            } == start + "Unable to find required 'unzip' binary in the path."
        )
        #expect(
            message { () throws(ModuleFailure) in
                try plan(reply("\u{1E}unreadable tar\n", errors: "tar: zstd: not found\n"))
            } == start + "Command \"tar\" could not handle archive: tar: zstd: not found"
        )
        for (word, told) in [
            "missing": "Source '/a.tgz' does not exist",
            "unreadable": "Source '/a.tgz' not readable",
            "empty": "Invalid archive '/a.tgz', the file is 0 bytes",
        ] {
            #expect(
                message { () throws(ModuleFailure) in
                    try trial().plan([directory], [reply(word + "\n")])
                } == told
            )
        }
        #expect(
            message { () throws(ModuleFailure) in try trial().plan(printing: PrintedState.absent())
            }
                == "dest '/srv/' must be an existing dir"
        )
        #expect(
            message { () throws(ModuleFailure) in
                try trial(["include": "a", "exclude": "b"]).plan()
            } == "parameters are mutually exclusive: include|exclude"
        )
    }

    @Test("check mode plans what an earlier task would have made a directory for")
    func checkMode() throws {
        var trial = trial()
        trial.isCheckMode = true
        let plan = try trial.plan(printing: PrintedState.absent())
        #expect(plan.isChange)
        #expect(plan.changes.flatMap(\.requests).isEmpty)
    }

    private func zip(_ entries: [(String, String)], user: String = "0 0") -> HostReply {
        reply(
            "\u{1E}program unzip\n\u{1E}names\n"
                + entries.map { ($0.0.split(separator: " ").last.map(String.init) ?? "") + "\n" }
                .joined()
                + "\u{1E}user \(user)\n\u{1E}lines\nArchive:  a.zip\n"
                + entries.map { $0.0 + "\n" }.joined()
                + "1 file, 3 bytes uncompressed, 3 bytes compressed:  0.0%\n\u{1E}states 0022\n"
                + entries.map { $0.1 + "\n" }.joined()
        )
    }

    @Test("the entries of a zip file are compared one by one")
    func zipDifferences() throws {
        let file = "-rw-r--r--  3.0 unx        3 tx stor 20240102.030405 f"
        let there = "81a4 0 0 3 1 1 1 1 2 3 8 root root 2024-01-02 03:04:05.000000000 +0000"
        func itemized(_ entry: String, _ state: String, _ more: ValueMap = [:]) throws -> String? {
            let plan = try plan(zip([(entry, state)]), kind: "zip", more)
            return plan.result["diff"]?["prepared"]?.string
        }
        #expect(try itemized(file, there) == nil)
        #expect(try plan(zip([(file, there)]), kind: "zip").changes.isEmpty)
        #expect(try itemized(file, "absent") == ">f++++++.?? f\n")
        #expect(try itemized(file, there + "\ndiffers") == ".fc......?? f\n")
        #expect(try itemized(file, there.replacing(":05.0", with: ":05.5")) == ".f..t....?? f\n")
        #expect(try itemized(file, there.replacing("81a4", with: "8180")) == ".f...p...?? f\n")
        #expect(try itemized(file, there, ["mode": "0600"]) == ".f...p...?? f\n")
        #expect(try itemized(file, there.replacing("a4 0", with: "a4 7")) == ".f....o..?? f\n")
        #expect(try itemized(file, there.replacing("81a4", with: "41ed")) == "cf++++++.?? f\n")
        let folder = "drwxr-xr-x  3.0 unx        0 bx stor 20240102.030405 d/"
        #expect(try itemized(folder, there.replacing("81a4", with: "41ed")) == nil)
    }

    @Test("with keep_newer, files stay that are newer than a zip file's")
    func keepsNewer() throws {
        let entries = [
            ("-rw-r--r--  3.0 unx        3 tx stor 20240102.030405 n*", "absent"),
            (
                "-rw-r--r--  3.0 unx        3 tx stor 20240102.030405 [f]",
                "81a4 0 0 9 1 1 1 1 2 3 8 root root 2025-01-02 03:04:05.000000000 +0000"
            ),
        ]
        let plan = try plan(zip(entries), kind: "zip", ["keep_newer": true])
        guard case .command(let command)? = plan.changes.first?.requests.first,
            case .script(_, let parameters) = command.program
        else { return #expect(Bool(false)) }
        #expect(parameters == ["/a.tgz", "/srv", "0", "-x", "\\[f\\]"])
    }

    @Test("an archive of an address is downloaded, and travels with each command")
    func address() throws {
        let trial = trial(["src": "http://deb.example/a.tar"])
        let answer = HTTPAnswer(
            status: 200,
            reason: "OK",
            headers: [],
            body: Array("ustar".utf8),
            url: "http://deb.example/a.tar"
        )
        let look = tar("a/f: Size differs\n")
        let plan = try trial.plan([directory], [.http(.response(answer))], [look])
        guard case .command(let command)? = plan.changes.first?.requests.first,
            case .script(_, let parameters) = command.program
        else { return #expect(Bool(false)) }
        #expect(command.input == Array("ustar".utf8))
        #expect(parameters.first == "")
        #expect(plan.result["handler"] == "TarArchive")
        #expect(
            message { () throws(ModuleFailure) in
                try trial.plan([directory], [.http(.failed("connection refused"))])
            } == "Failure downloading http://deb.example/a.tar, connection refused"
        )
    }

    /// A folder with a tree, and archives of it by these commands; runs the body there.
    private func withArchives(
        _ commands: [[String]],
        _ body: (String) throws -> Void
    ) throws {
        try withScratchDirectory { folder in
            try FileManager.default.createDirectory(
                atPath: "\(folder)/t/sub dir",
                withIntermediateDirectories: true
            )
            try FileManager.default.createDirectory(
                atPath: "\(folder)/out",
                withIntermediateDirectories: true
            )
            try "one\n".write(toFile: "\(folder)/t/[1]*", atomically: true, encoding: .utf8)
            try "two\n".write(toFile: "\(folder)/t/sub dir/é", atomically: true, encoding: .utf8)
            for command in commands {
                let run = try CommandRun.of(command, directory: folder)
                #expect(run.status == 0, "\(run.output)")
            }
            try body(folder)
        }
    }

    @Test("a tar file is unpacked once, from here and from there, on this machine's sh")
    func realTar() throws {
        try withArchives([["tar", "-czf", "a.tgz", "t"], ["tar", "-cJf", "a.xz", "t"]]) { folder in
            let machine = LocalTrial()
            var trial = ModuleTrial(
                "unarchive",
                ["src": "a.tgz", "dest": .string("\(folder)/out"), "list_files": true]
            )
            trial.controller.files["/role/files/a.tgz"] = Array(
                try Data(contentsOf: URL(filePath: "\(folder)/a.tgz"))
            )
            let first = try machine.run(trial)
            #expect(first.isChanged)
            #expect(first.values["extract_results"]?["rc"] == 0)
            #expect(first.values["files"]?.list?.contains("t/sub dir/é") == true)
            let text = try String(contentsOfFile: "\(folder)/out/t/sub dir/é", encoding: .utf8)
            #expect(text == "two\n")
            #expect(try machine.plan(trial).changes.isEmpty)
            let there: ValueMap = [
                "src": .string("\(folder)/a.xz"), "dest": .string("\(folder)/out"), "copy": false,
            ]
            #expect(try machine.plan("unarchive", there).changes.isEmpty)
            try "new\n".write(toFile: "\(folder)/out/t/[1]*", atomically: true, encoding: .utf8)
            #expect(try machine.plan("unarchive", there).isChange)
            let left = there.merging(["exclude": "t/\\[1\\]*"])
            #expect(try machine.plan("unarchive", left).changes.isEmpty)
            let modes = there.merging(["mode": "u=rwX,go="])
            #expect(try machine.run("unarchive", modes).isChanged)
            #expect(try machine.plan("unarchive", modes).changes.isEmpty)
        }
    }

    @Test(
        "a zip file is unpacked once, on this machine's sh",
        .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/unzip")),
        .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/zip"))
    )
    func realZip() throws {
        try withArchives([["zip", "-qr", "a.zip", "t"]]) { folder in
            let machine = LocalTrial()
            let arguments: ValueMap = [
                "src": .string("\(folder)/a.zip"), "dest": .string("\(folder)/out"),
                "remote_src": true,
            ]
            #expect(try machine.run("unarchive", arguments).isChanged)
            #expect(try machine.plan("unarchive", arguments).summaries == [])
            let path = "\(folder)/out/t/[1]*"
            let time = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
            try "eno\n".write(toFile: path, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes(
                [.modificationDate: time as Any],
                ofItemAtPath: path
            )
            let result = try machine.run("unarchive", arguments)
            #expect(result.values["diff"]?["prepared"] == ".fc......?? t/[1]*\n")
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "one\n")
        }
    }
}

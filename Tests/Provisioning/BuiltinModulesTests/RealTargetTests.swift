import DocumentValues
import Foundation
import ModuleContract
import TestSupport
import Testing

@Suite("modules on this machine's sh")
struct RealTargetTests {
    /// Runs a task twice: it changes something, then nothing.
    private func twice(
        _ name: String,
        _ arguments: ValueMap,
        on machine: LocalTrial = LocalTrial()
    ) throws -> TaskResult {
        let first = try machine.run(name, arguments)
        #expect(first.isChanged, "the first run changes nothing")
        let second = try machine.plan(name, arguments)
        #expect(second.changes.map(\.summary) == [], "the second run changes something")
        return first
    }

    @Test("copy puts a text in place with its mode, once")
    func copy() throws {
        try withScratchDirectory { folder in
            let path = "\(folder)/it's here"
            let result = try twice(
                "copy",
                ["content": "zwölf\n", "dest": .string(path), "mode": "0640"]
            )
            #expect(result.values["mode"] == "0640")
            #expect(result.values["size"] == 7)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "zwölf\n")
        }
    }

    @Test("a file that is written again keeps its extended attributes")
    func extendedAttributes() throws {
        try withScratchDirectory { folder in
            let machine = LocalTrial()
            let path = "\(folder)/file"
            func attribute(_ words: [String]) throws -> CommandRun {
                try CommandRun.of(words + [path])
            }
            _ = try machine.run("copy", ["content": "old", "dest": .string(path), "mode": "0640"])
            let setting = try? attribute(["setfattr", "-n", "user.note", "-v", "kept"])
            // Neither every machine has the program, nor every file system the attributes.
            guard setting?.status == 0 else { return }
            func note() throws -> String {
                try attribute(["getfattr", "--absolute-names", "--only-values", "-n", "user.note"])
                    .output
            }
            _ = try machine.run("copy", ["content": "new", "dest": .string(path)])
            #expect(try note().hasPrefix("kept"))
            _ = try machine.run(
                "lineinfile",
                ["line": "more", "path": .string(path), "mode": "0600"]
            )
            #expect(try note().hasPrefix("kept"))
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }

    @Test(
        "a file that is written again keeps its access list",
        .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/setfacl"))
    )
    func accessList() throws {
        try withScratchDirectory { folder in
            let machine = LocalTrial()
            let path = "\(folder)/file"
            _ = try machine.run("copy", ["content": "old", "dest": .string(path), "mode": "0640"])
            let setting = try CommandRun.of(["setfacl", "-m", "u:nobody:r", path])
            #expect(setting.status == 0, "\(setting.output)")
            func list() throws -> [String] {
                try CommandRun.of(["getfacl", "-c", "--absolute-names", path]).output
                    .split(separator: "\n").map(String.init)
            }
            let before = try list()
            #expect(before.contains("user:nobody:r--"))
            let edits: [(String, ValueMap)] = [
                ("copy", ["content": "new\n", "dest": .string(path)]),
                ("lineinfile", ["line": "more", "path": .string(path)]),
                ("blockinfile", ["block": "block", "path": .string(path)]),
                ("replace", ["regexp": "more", "replace": "less", "path": .string(path)]),
            ]
            for (name, arguments) in edits {
                #expect(try machine.run(name, arguments).isChanged)
                #expect(try list() == before, "\(name)")
            }
        }
    }

    @Test("copy replaces a link by the file, unless it follows")
    func copyOverLink() throws {
        try withScratchDirectory { folder in
            let machine = LocalTrial()
            _ = try machine.run("copy", ["content": "old", "dest": .string("\(folder)/target")])
            _ = try machine.run(
                "file",
                ["src": "target", "path": .string("\(folder)/link"), "state": "link"]
            )
            let arguments: ValueMap = ["content": "new", "dest": .string("\(folder)/link")]
            _ = try machine.run("copy", arguments.merging(["follow": true]))
            #expect(try String(contentsOfFile: "\(folder)/target", encoding: .utf8) == "new")
            _ = try machine.run("copy", arguments.merging(["content": "newer"]))
            #expect(try String(contentsOfFile: "\(folder)/target", encoding: .utf8) == "new")
            #expect(try String(contentsOfFile: "\(folder)/link", encoding: .utf8) == "newer")
        }
    }

    @Test("copy within the target: a file with its validation, and a tree")
    func remoteCopy() throws {
        try withScratchDirectory { folder in
            let machine = LocalTrial()
            _ = try machine.run("copy", ["content": "a", "dest": .string("\(folder)/from-a")])
            let file: ValueMap = [
                "src": .string("\(folder)/from-a"), "dest": .string("\(folder)/to"),
                "remote_src": true, "validate": "grep -q a %s", "mode": "0600",
            ]
            let result = try twice("copy", file, on: machine)
            #expect(result.values["mode"] == "0600")
            _ = try machine.run(
                "file",
                ["path": .string("\(folder)/tree/inner"), "state": "directory"]
            )
            let tree: ValueMap = [
                "src": .string("\(folder)/tree/"), "dest": .string("\(folder)/copied"),
                "remote_src": true,
            ]
            _ = try twice("copy", tree, on: machine)
            #expect(FileManager.default.fileExists(atPath: "\(folder)/copied/inner"))
        }
    }

    @Test("directories, links, touched files and absence, each once")
    func files() throws {
        try withScratchDirectory { folder in
            let machine = LocalTrial()
            let deep = "\(folder)/a/b"
            let made = try twice(
                "file",
                ["path": .string(deep), "state": "directory", "mode": "u=rwx,g=rx,o="],
                on: machine
            )
            #expect(made.values["mode"] == "0750")
            _ = try twice(
                "file",
                ["path": .string("\(folder)/l"), "src": .string(deep), "state": "link"],
                on: machine
            )
            let touched = try machine.run(
                "file",
                ["path": .string("\(deep)/t"), "state": "touch", "mode": "0600"]
            )
            #expect(touched.values["mode"] == "0600")
            _ = try twice(
                "file",
                ["path": .string("\(folder)/a"), "recurse": true, "mode": "a=rX"],
                on: machine
            )
            _ = try twice("file", ["path": .string("\(folder)/a"), "state": "absent"], on: machine)
        }
    }

    @Test("stat tells what is there, and what is not")
    func stat() throws {
        try withScratchDirectory { folder in
            let machine = LocalTrial()
            let path = "\(folder)/x"
            _ = try machine.run(
                "copy",
                ["content": "hello\n", "dest": .string(path), "mode": "0604"]
            )
            let stat = try machine.plan("stat", ["path": .string(path)]).result["stat"]
            #expect(stat?["exists"] == true)
            #expect(stat?["mode"] == "0604")
            #expect(stat?["checksum"] == "f572d396fae9206628714fb2ce00f72e94f2258f")
            #expect(stat?["isreg"] == true)
            #expect(stat?["pw_name"] == "root" || stat?["uid"] != 0)
            let missing = try machine.plan("stat", ["path": .string("\(folder)/y")]).result["stat"]
            #expect(missing == ["exists": false])
        }
    }

    @Test("lines, blocks and expressions are edited, once")
    func edits() throws {
        try withScratchDirectory { folder in
            let machine = LocalTrial()
            let path = Value.string("\(folder)/x")
            _ = try machine.run("copy", ["content": "a=1\nb=2", "dest": path])
            _ = try twice(
                "lineinfile",
                ["path": path, "regexp": "^a=", "line": "a=3"],
                on: machine
            )
            _ = try twice("lineinfile", ["path": path, "line": "c=4"], on: machine)
            _ = try twice(
                "blockinfile",
                ["path": path, "block": "x\ny", "insertbefore": "^b="],
                on: machine
            )
            _ = try twice(
                "replace",
                ["path": path, "regexp": "^(c)=\\d", "replace": "\\1=five"],
                on: machine
            )
            #expect(
                try String(contentsOfFile: "\(folder)/x", encoding: .utf8)
                    == "a=3\n# BEGIN ANSIBLE MANAGED BLOCK\nx\ny\n# END ANSIBLE MANAGED BLOCK\n"
                    + "b=2\nc=five\n"
            )
        }
    }

    @Test("commands run where and as they are told, and not when there is nothing to do")
    func commands() throws {
        try withScratchDirectory { folder in
            let machine = LocalTrial()
            let directory = Value.string(folder)
            let result = try machine.run(
                "command",
                ["argv": ["cat"], "stdin": "a b", "chdir": directory]
            )
            #expect(result.values["stdout"] == "a b")
            let made = try machine.run(
                "shell",
                ["_raw_params": "pwd; touch made; exit 0", "chdir": directory]
            )
            #expect(made.values["stdout"] == directory)
            let skipped = try machine.plan(
                "command",
                ["_raw_params": "false", "creates": "mad*", "chdir": directory]
            )
            #expect(skipped.changes.isEmpty)
            let home = try machine.run("command", ["_raw_params": "echo $HOME ~"])
            let words = home.values["stdout"]?.string?.split(separator: " ") ?? []
            #expect(words.count == 2 && words[0] == words[1] && words[0].hasPrefix("/"))
        }
    }

    @Test("facts tell the distribution, the user, the memory and the addresses")
    func facts() throws {
        let plan = try LocalTrial().plan("setup", [:])
        guard case .gatheredFacts(let facts)? = plan.effects.first else {
            Issue.record("no facts")
            return
        }
        #expect(facts["ansible_system"] == "Linux")
        #expect(facts["ansible_memtotal_mb"]?.integer ?? 0 > 100)
        #expect(facts["ansible_processor_vcpus"]?.integer ?? 0 > 0)
        #expect(facts["ansible_env"]?["PATH"]?.string?.contains("/") == true)
        #expect(facts["ansible_date_time"]?["iso8601"]?.string?.hasSuffix("Z") == true)
        #expect(facts["ansible_distribution"]?.string?.isEmpty == false)
    }

    @Test("users and groups that are there are in place")
    func accounts() throws {
        let machine = LocalTrial()
        let user = try machine.plan("user", ["name": "root", "home": "/root", "uid": 0])
        #expect(user.changes.isEmpty)
        #expect(user.result["home"] == "/root")
        #expect(try machine.plan("group", ["name": "root", "gid": 0]).changes.isEmpty)
        let missing = try machine.plan("user", ["name": "no-such-user", "state": "absent"])
        #expect(missing.changes.isEmpty)
    }

    @Test("a file of the target is slurped")
    func slurp() throws {
        try withScratchDirectory { folder in
            let machine = LocalTrial()
            let path = Value.string("\(folder)/x")
            _ = try machine.run("copy", ["content": "hello\n", "dest": path])
            #expect(try machine.plan("slurp", ["src": path]).result["content"] == "aGVsbG8K")
        }
    }
}

import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("copy and template")
struct CopyModuleTests {
    let helloSHA1 = "f572d396fae9206628714fb2ce00f72e94f2258f"

    func trial(_ more: (inout ModuleTrial) -> Void = { _ in }) -> ModuleTrial {
        var trial = ModuleTrial("copy", ["src": "hello", "dest": "/etc/hello", "mode": "0644"])
        trial.controller.files["/role/files/hello"] = Array("hello\n".utf8)
        more(&trial)
        return trial
    }

    @Test("a file of the same content and mode: no changes")
    func inPlace() throws {
        let printed =
            PrintedState.file("hello\n", sha1: helloSHA1) + PrintedState.absent()
            + PrintedState.directory()
        let plan = try trial().plan(printing: printed)
        #expect(plan.changes.isEmpty)
        #expect(plan.result["checksum"] == .string(helloSHA1))
        #expect(plan.result["mode"] == "0644")
    }

    @Test("another mode of the same content changes the mode only")
    func mode() throws {
        let printed =
            PrintedState.file("hello\n", sha1: helloSHA1, mode: "8180")
            + PrintedState.absent() + PrintedState.directory()
        let plan = try trial().plan(printing: printed)
        #expect(plan.summaries == ["mode 0600 -> 0644 of /etc/hello"])
    }

    @Test("a directory that is missing fails the task, and is foreseen in check mode")
    func missingDirectory() throws {
        let printed = PrintedState.absent() + PrintedState.absent() + PrintedState.absent()
        #expect(throws: ModuleFailure.self) { try trial().plan(printing: printed) }
        let check = trial { $0.isCheckMode = true }
        #expect(try check.plan(printing: printed).summaries == ["create /etc/hello"])
    }

    @Test("a missing file is uploaded with its mode")
    func creation() throws {
        let printed = PrintedState.absent() + PrintedState.absent() + PrintedState.directory()
        let plan = try trial().plan(printing: printed)
        #expect(plan.summaries == ["create /etc/hello"])
        let upload = FileUpload(.bytes(Array("hello\n".utf8)), to: "/etc/hello", mode: 0o644)
        #expect(plan.changes.first?.requests == [.upload(upload)])
    }

    @Test("other content is shown in diff mode, and kept with backup")
    func change() throws {
        let trial = trial {
            $0.isDiffMode = true
            $0.arguments["backup"] = true
        }
        let printed =
            PrintedState.file("old\n", sha1: "0", printsContent: true) + PrintedState.absent()
            + PrintedState.directory()
        let plan = try trial.plan(printing: printed)
        #expect(plan.summaries == ["change the content of /etc/hello"])
        #expect(plan.changes.first?.diff?.before == "old\n")
        #expect(plan.changes.first?.diff?.after == "hello\n")
        #expect(plan.result["backup_file"]?.string?.hasPrefix("/etc/hello.") == true)
    }

    @Test("a directory as destination takes the name of the source")
    func intoDirectory() throws {
        let trial = trial { $0.arguments["dest"] = "/etc" }
        let printed =
            PrintedState.directory() + PrintedState.absent() + PrintedState.directory()
        #expect(try trial.plan(printing: printed).summaries == ["create /etc/hello"])
    }

    @Test("without force an existing file stays")
    func notForced() throws {
        let trial = trial { $0.arguments["force"] = false }
        let printed =
            PrintedState.file("old", sha1: "0") + PrintedState.absent()
            + PrintedState.directory()
        #expect(try trial.plan(printing: printed).changes.isEmpty)
    }

    @Test("failures say what is missing")
    func failures() {
        let nowhere = PrintedState.absent() + PrintedState.absent() + PrintedState.absent()
        #expect(
            failureMessage { () throws(ModuleFailure) in try trial().plan(printing: nowhere) }
                == "Destination directory /etc does not exist"
        )
        let unvalidated = trial { $0.arguments["validate"] = "true" }
        #expect(
            failureMessage { () throws(ModuleFailure) in try unvalidated.start() }
                == "validate must contain %s: true"
        )
    }

    @Test("a file that its validation refuses fails with the words of the command")
    func refused() throws {
        let trial = trial { $0.arguments["validate"] = "nginx -t -c %s" }
        let printed = PrintedState.absent() + PrintedState.absent() + PrintedState.directory()
        let plan = try trial.plan(printing: printed)
        let refusal = UploadOutcome.refused(
            CommandResult(exitStatus: 1, errorOutput: Array("line 3: no such word\n".utf8))
        )
        #expect(
            failureMessage { () throws(ModuleFailure) in try plan.finished([.upload(refusal)]) }
                == "failed to validate: rc:1 error:line 3: no such word"
        )
    }

    @Test("a directory is copied with what is in it")
    func tree() throws {
        var trial = ModuleTrial("copy", ["src": "site/", "dest": "/srv/site"])
        trial.controller.files = [
            "/role/files/site/a": Array("hello\n".utf8),
            "/role/files/site/d/b": Array("b".utf8),
        ]
        let states =
            PrintedState.directory() + PrintedState.file("hello\n", sha1: helloSHA1)
            + PrintedState.absent() + PrintedState.absent()
        #expect(
            try trial.plan(printing: states).summaries == [
                "make the directory /srv/site/d", "create /srv/site/d/b",
            ]
        )
    }

    @Test("a template goes the way of a copy")
    func template() throws {
        var trial = ModuleTrial("template", ["src": "hello.j2", "dest": "/etc/hello"])
        trial.controller.files["/role/templates/hello.j2"] = Array("hello\n".utf8)
        let printed =
            PrintedState.file("hello\n", sha1: helloSHA1) + PrintedState.absent()
            + PrintedState.directory()
        #expect(try trial.plan(printing: printed).changes.isEmpty)
    }
}

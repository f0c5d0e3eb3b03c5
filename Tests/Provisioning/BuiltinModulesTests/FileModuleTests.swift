import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("file")
struct FileModuleTests {
    func plan(
        _ arguments: ValueMap,
        _ state: String,
        followed: String? = nil
    ) throws(ModuleFailure) -> Plan {
        var arguments = arguments
        arguments["path"] = "/x"
        return try ModuleTrial("file", arguments).plan(printing: state, followed ?? state)
    }

    @Test("what is in place: no changes")
    func inPlace() throws {
        #expect(try plan(["state": "absent"], PrintedState.absent()).changes.isEmpty)
        #expect(
            try plan(["state": "directory", "mode": "0755"], PrintedState.directory())
                .changes.isEmpty
        )
        #expect(
            try plan(["mode": "u=rw,g=r,o=r", "owner": "root"], PrintedState.file("")).changes
                .isEmpty
        )
        let link = try plan(
            ["state": "link", "src": "y"],
            PrintedState.link(to: "y"),
            followed: PrintedState.file("") + PrintedState.file("")
        )
        #expect(link.changes.isEmpty)
    }

    @Test("a missing directory is made with its attributes")
    func directory() throws {
        let plan = try plan(
            ["state": "directory", "mode": "0750", "group": "adm"],
            PrintedState.absent()
        )
        #expect(plan.summaries == ["make the directory /x"])
        #expect(
            plan.changes.first?.requests == [
                .command(.arguments(["mkdir", "--", "/x"])),
                .command(.arguments(["chgrp", "--", "adm", "/x"])),
                .command(.arguments(["chmod", "0750", "--", "/x"])),
            ]
        )
    }

    @Test("what is there is removed, its attributes are changed")
    func changes() throws {
        #expect(
            try plan(["state": "absent"], PrintedState.file("")).summaries == ["remove the file /x"]
        )
        #expect(
            try plan(["mode": "a+x", "owner": "www"], PrintedState.file("")).summaries == [
                "owner root -> www of /x", "mode 0644 -> 0755 of /x",
            ]
        )
    }

    @Test("a link to something else is replaced")
    func link() throws {
        let plan = try plan(
            ["state": "link", "src": "y"],
            PrintedState.link(to: "z"),
            followed: PrintedState.file("") + PrintedState.file("")
        )
        #expect(plan.summaries == ["link /x z -> y"])
    }

    @Test("what Ansible refuses is refused in its words")
    func failures() {
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try plan(["state": "file"], PrintedState.absent())
            } == "file (/x) is absent, cannot continue"
        )
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try plan(["state": "directory"], PrintedState.file(""))
            } == "/x already exists as a file"
        )
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try plan(
                    ["state": "link", "src": "y"],
                    PrintedState.file(""),
                    followed: PrintedState.file("") + PrintedState.file("")
                )
            } == "refusing to convert from file to symlink for /x"
        )
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try plan(["mode": "rw"], PrintedState.file(""))
            }
                == "mode must be in octal or symbolic form: 'rw' is neither, as \"0644\" or "
                + "\"u=rw,g=r,o=r\" are"
        )
    }
}

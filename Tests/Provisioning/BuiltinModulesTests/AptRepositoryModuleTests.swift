import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("apt_repository")
struct AptRepositoryModuleTests {
    let list = "/etc/apt/sources.list"

    func plan(
        _ arguments: ValueMap,
        _ files: (path: String, text: String)...
    ) throws(ModuleFailure) -> Plan {
        let parts = files.map { "\($0.path)\0\($0.text)\0" }.joined()
        return try ModuleTrial("apt_repository", arguments)
            .plan([reply("/etc/apt/sources.list.d/\0" + parts)])
    }

    /// The files that the plan writes, and what into them.
    func written(_ plan: Plan) -> [String: String] {
        var files: [String: String] = [:]
        for case .upload(let upload) in plan.changes.flatMap(\.requests) {
            guard case .bytes(let bytes) = upload.source else { continue }
            files[upload.destination] = String(decoding: bytes, as: UTF8.self)
        }
        return files
    }

    @Test("an archive that is listed, however it is spaced, changes nothing")
    func inPlace() throws {
        let plan = try plan(
            ["repo": "deb [arch=amd64]  http://a/pool bookworm main"],
            (list, "deb [arch=amd64] http://a/pool  bookworm  main # why\n")
        )
        #expect(plan.changes.isEmpty)
        #expect(try self.plan(["repo": "deb http://a x y", "state": "absent"]).changes.isEmpty)
    }

    @Test("a new archive gets a file named after its address, or the file that is named")
    func added() throws {
        let source = "deb [signed-by=/k.asc] https://me:secret@a:8080/pool bookworm main"
        let plan = try plan(
            ["repo": .string(source), "mode": "0600"],
            (list, "deb http://b x y\n")
        )
        #expect(
            written(plan) == ["/etc/apt/sources.list.d/a_8080_pool.list": source + "\n"]
        )
        #expect(plan.changes.map(\.countsAsChange) == [true, false])
        #expect(
            plan.result["sources_added"] == ["/etc/apt/sources.list.d/a_8080_pool.list"]
        )
        guard case .upload(let upload)? = plan.changes.first?.requests.first else { return }
        #expect(upload.mode == 0o600)
        let named = try self.plan(
            ["repo": "deb http://a x y", "filename": "mine", "update_cache": false],
            ("/etc/apt/sources.list.d/mine.list", "# note\ndeb http://b x y\n")
        )
        #expect(
            written(named) == [
                "/etc/apt/sources.list.d/mine.list": "# note\ndeb http://b x y\ndeb http://a x y\n"
            ]
        )
        #expect(named.changes.count == 1)
    }

    @Test("one that stands behind a '#' is enabled where it is")
    func enabled() throws {
        let plan = try plan(
            ["repo": "deb http://a x y", "update_cache": false],
            (list, "#deb http://a x y\n\n  # words # more\n")
        )
        #expect(written(plan) == [list: "deb http://a x y\n\n# words # more\n"])
    }

    @Test("one that goes takes its file along when nothing else is in it")
    func removed() throws {
        let path = "/etc/apt/sources.list.d/a.list"
        let plan = try plan(
            ["repo": "deb http://a x y", "state": "absent", "update_cache": false],
            (list, "deb http://b x y\ndeb http://a x y # why\n"),
            (path, "deb http://a x y\n")
        )
        #expect(written(plan) == [list: "deb http://b x y\n"])
        #expect(plan.summaries == ["change \(list)", "remove \(path)"])
        #expect(plan.result["sources_removed"] == [.string(path)])
    }

    @Test("lists that cannot be read fail the task")
    func unreadable() throws {
        let plan = try plan(["repo": "deb http://a x y"])
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try plan.finished([
                    .upload(.stored), reply("", status: 1, errors: "E: Failed to fetch\n"),
                ])
            } == "Failed to update apt cache: E: Failed to fetch"
        )
    }

    @Test("what is no archive is refused")
    func refused() {
        for (words, message) in [
            ("http://a x y", "Invalid repository string: http://a x y"),
            ("# deb http://a x y", "Invalid repository string: # deb http://a x y"),
            ("", "Please set argument 'repo' to a non-empty value"),
        ] {
            #expect(
                failureMessage { () throws(ModuleFailure) in
                    try plan(["repo": .string(words)])
                } == message
            )
        }
    }
}

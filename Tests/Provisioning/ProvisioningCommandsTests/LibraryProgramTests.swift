import TestSupport
import Testing

@Suite("programs of an operator's as modules")
struct LibraryProgramTests {
    private func run(_ program: String, _ task: String) throws -> ProgramRun {
        try withScratchDirectory { folder in
            let playbook = """
                - hosts: web
                  gather_facts: false
                  tasks:
                    - mine: \(task)
                      register: r
                    - debug: {msg: "<{{ r.msg }}|{{ r.changed }}>"}
                """
            try write(
                [
                    "site.yml": playbook, "hosts": ProgramRun.hosts(folder),
                    "library/mine": program,
                ],
                below: folder
            )
            return ProgramRun.of("provision", "-i", "DIR/hosts", "DIR/site.yml", in: folder)
        }
    }

    @Test("an old one reads its arguments as words of the shell, quotes and all")
    func words() throws {
        let program = """
            #!/bin/sh
            . "$1"
            echo 'not this'
            printf '{"msg": "%s", "changed": true}\\n' "$who"
            """
        let run = try run(program, "{who: it's \"me\"}".replacing("\"", with: "$"))
        #expect(run.output.contains("<it's $me$|True>"), "\(run.output)\(run.errors)")
        #expect(run.status == 0)
    }

    @Test("one that wants JSON gets it")
    func json() throws {
        let program = """
            #!/bin/sh
            # WANT_JSON
            printf '{"msg": %s}\\n' "$(cat "$1")"
            """
        let run = try run(program, "{a: [1, x]}")
        #expect(run.output.contains("<{'a': [1, 'x']}|False>"), "\(run.output)\(run.errors)")
    }

    @Test(
        "what it says of itself, and what it does not say, fails the task",
        arguments: [
            ("echo '{\"failed\": true, \"msg\": \"no room\"}'", "\"msg\": \"no room\""),
            ("echo nothing; echo why >&2; exit 3", "MODULE FAILURE: 'mine' printed no JSON object"),
            ("echo '{\"ansible_facts\": {}}'", "which programs in 'library' can't set"),
        ]
    )
    func failures(_ line: String, _ expected: String) throws {
        let run = try run("#!/bin/sh\n\(line)\n", "{}")
        #expect(run.output.contains(expected), "\(run.output)\(run.errors)")
        #expect(run.status == 2)
    }

    @Test("one in Python is refused before the run")
    func python() throws {
        let run = try run("#!/usr/bin/python3\n", "{}")
        #expect(run.status == 4)
        #expect(run.errors.contains("the module 'mine' is not supported"))
        #expect(run.errors.contains("hint: modules in Python are not run"))
    }
}

import Foundation
import TestSupport
import Testing

@Suite("what ansible has and Switchyard lacks")
struct UnsupportedTests {
    /// A playbook with something that is not supported, and what comes of it.
    struct Case: CustomTestStringConvertible {
        let title: String
        var files: [String: String] = [:]
        var options: [String] = []
        /// The tasks of the play.
        let tasks: String
        /// The exit status of a run; 4 is a refusal before it.
        let status: Int32
        /// What the run or the refusal says.
        var says = ""

        var testDescription: String { title }

        var playbook: String {
            let lines = tasks.split(separator: "\n").map { "    \($0)" }
            return "- hosts: web\n  gather_facts: false\n  tasks:\n"
                + lines.joined(separator: "\n") + "\n"
        }
    }

    static let certain: [Case] = [
        Case(title: "a module", tasks: "- pacman: {name: tar}", status: 4, says: "'pacman' is not"),
        Case(
            title: "a module with its collection and free text",
            tasks: "- community.general.make: some text chdir=/tmp",
            status: 4,
            says: "the module 'community.general.make' is not supported"
        ),
        Case(
            title: "an argument",
            tasks: "- copy: {content: x, dest: /nowhere, attributes: i}",
            status: 4,
            says: "the argument 'attributes' of module 'copy' is not supported"
        ),
        Case(
            title: "a filter",
            tasks: "- debug: {msg: \"{{ {} | json_query('a') }}\"}",
            status: 4,
            says: "the filter 'json_query' is not supported"
        ),
        Case(
            title: "a lookup of a loop",
            tasks: "- debug: {msg: x}\n  with_dig: [localhost]",
            status: 4,
            says: "the lookup 'dig' is not supported"
        ),
        Case(
            title: "in a file that is always included",
            files: ["more.yml": "- pacman: {name: tar}\n"],
            tasks: "- include_tasks: more.yml",
            status: 4,
            says: "DIR/more.yml:1:3: error: the module 'pacman' is not supported"
        ),
        Case(
            title: "in 'always' and under a condition that is plainly true",
            tasks: "- block:\n    - debug: {}\n  always:\n    - pacman: {}\n      when: true",
            status: 4,
            says: "'pacman' is not supported"
        ),
    ]

    static let uncertain: [Case] = [
        Case(
            title: "behind a condition",
            tasks: "- pacman: {name: tar}\n  when: x is defined",
            status: 0
        ),
        Case(
            title: "in a block for another system",
            tasks: "- block:\n    - pacman: {name: tar}\n  when: false",
            status: 0
        ),
        Case(
            title: "in rescue",
            tasks: "- block:\n    - debug: {}\n  rescue:\n    - pacman: {name: tar}",
            status: 0
        ),
        Case(
            title: "in a file that is included behind a condition",
            files: [
                "more.yml": "- pacman: {name: tar}\n- debug: {msg: \"{{ 1 | json_query('') }}\"}"
            ],
            tasks: "- include_tasks: more.yml\n  when: false",
            status: 0
        ),
        Case(
            title: "a file and a role that are not there, behind conditions",
            tasks:
                "- include_tasks: none.yml\n  when: false\n- include_role: {name: none}\n  when: false",
            status: 0
        ),
        Case(
            title: "an argument of versions that are gone, and a module by the name it had in core",
            tasks: """
                - command: {cmd: "true", warn: false}
                  when: 1 == 2
                - ansible.builtin.pacman: {name: tar}
                  when: 1 == 2
                """,
            status: 0
        ),
        Case(
            title: "programs in the library of the playbook and of a role",
            files: [
                "library/mine.py": "", "roles/own/library/its_own": "",
                "roles/own/tasks/main.yml": "- its_own: {a: b}\n  when: false",
            ],
            tasks: """
                - import_role: {name: own}
                - mine: a=b
                  when: false
                - action: its_own c=d
                  when: false
                """,
            status: 0
        ),
        Case(title: "tagged never", tasks: "- pacman: {name: tar}\n  tags: never", status: 0),
        Case(
            title: "left out by tags",
            options: ["--skip-tags", "other"],
            tasks: "- pacman: {name: tar}\n  tags: other",
            status: 0
        ),
        Case(
            title: "in a loop without items",
            tasks: "- pacman: {}\n  loop: \"{{ [] }}\"",
            status: 0
        ),
        Case(
            title: "after the end of the play",
            tasks: "- meta: end_play\n- pacman: {name: tar}",
            status: 0
        ),
        Case(
            title: "a variable that nobody uses",
            tasks: "- debug: {msg: x}\n  vars: {a: \"{{ b | json_query('c') }}\"}\n  when: 1 == 1",
            status: 0
        ),
        Case(
            title: "an argument that is omitted, also one that nobody has",
            tasks: """
                - command: {cmd: "true", expand_argument_vars: "{{ x | default(omit) }}"}
                - debug: {msg: a, masg: "{{ x | default(omit) }}"}
                """,
            status: 0
        ),
    ]

    static let reached: [Case] = [
        Case(
            title: "a module",
            tasks: "- pacman: {name: tar}\n  when: 1 == 1",
            status: 2,
            says: "the module 'pacman' is not supported"
        ),
        Case(
            title: "a program in the library",
            files: ["library/mine.py": ""],
            tasks: "- mine: {a: b}\n  when: 1 == 1",
            status: 2,
            says: "the module 'mine' is not supported"
        ),
        Case(
            title: "an argument, before anything changes",
            tasks: "- copy: {content: x, dest: DIR/made, attributes: i}\n  when: 1 == 1",
            status: 2,
            says: "the argument 'attributes' of module 'copy' is not supported"
        ),
        Case(
            title: "an argument that nobody has and is not omitted",
            tasks: "- copy: {content: x, dest: DIR/made, contnt: \"{{ 'x' or omit }}\"}",
            status: 2,
            says: "unknown argument 'contnt' of module 'copy'; did you mean 'content'?"
        ),
        Case(
            title: "a filter of changed_when, before anything changes",
            tasks: """
                - copy: {content: x, dest: DIR/made}
                  changed_when: 1 | json_query('x')
                  when: 1 == 1
                """,
            status: 2,
            says: "the filter 'json_query' is not supported"
        ),
        Case(
            title: "a way to another user",
            tasks: "- command: touch DIR/made\n  become: true\n  become_method: pbrun",
            status: 2,
            says: "unknown become method 'pbrun'"
        ),
    ]

    private func run(_ one: Case, _ check: (ProgramRun, String) throws -> Void) throws {
        try withScratchDirectory { folder in
            var files = one.files
            files["site.yml"] = one.playbook.replacing("DIR", with: folder)
            files["hosts"] = ProgramRun.hosts(folder)
            try write(files, below: folder)
            let words = ["provision", "-i", "DIR/hosts"] + one.options + ["DIR/site.yml"]
            try check(ProgramRun.of(words, in: folder), folder)
        }
    }

    @Test("is refused before the run where it is certain to be come to", arguments: certain)
    func refused(_ one: Case) throws {
        try run(one) { run, folder in
            #expect(run.status == one.status, "\(run.output)\(run.errors)")
            #expect(run.output.isEmpty)
            #expect(run.errors.contains(one.says), "\(run.errors)")
            for command in ["lint", "provision --syntax-check -i \(folder)/hosts"] {
                let words = command.split(separator: " ").map(String.init) + ["DIR/site.yml"]
                let check = ProgramRun.of(words, in: folder)
                #expect(check.status == 4)
                #expect(check.errors.contains(one.says), "\(check.errors)")
            }
        }
    }

    @Test("stops nothing where it is not come to", arguments: uncertain)
    func unreached(_ one: Case) throws {
        try run(one) { run, folder in
            #expect(run.status == one.status, "\(run.output)\(run.errors)")
            let words = ["lint"] + one.options + ["DIR/site.yml"]
            let lint = ProgramRun.of(words, in: folder)
            #expect(lint.status == 0)
            #expect(lint.errors.contains("note: "), "\(lint.errors)")
            let check = ProgramRun.of(
                ["provision", "--syntax-check", "-i", "DIR/hosts"] + one.options + ["DIR/site.yml"],
                in: folder
            )
            #expect(check.status == 0)
            #expect(check.errors == lint.errors)
        }
    }

    @Test("fails the task that comes to it, which changes nothing", arguments: reached)
    func failing(_ one: Case) throws {
        try run(one) { run, folder in
            #expect(run.status == one.status, "\(run.output)\(run.errors)")
            #expect(run.output.contains(one.says), "\(run.output)")
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/made"))
        }
    }

    @Test("a misspelling is refused wherever it stands")
    func misspelt() throws {
        let one = Case(title: "", tasks: "- pacmna: {}\n  when: false", status: 4)
        try run(one) { run, _ in
            #expect(run.status == 4)
            #expect(run.errors.contains("unknown module 'pacmna'"))
        }
    }
}

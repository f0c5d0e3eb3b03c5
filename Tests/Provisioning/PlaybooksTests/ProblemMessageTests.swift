import Testing

@Suite("what is wrong with a playbook")
struct ProblemMessageTests {
    /// A playbook and what the operator reads about it.
    struct Example: Sendable, CustomTestStringConvertible {
        let title: String
        let playbook: String
        let message: String

        var testDescription: String { title }
    }

    @Test("every mistake has its message", arguments: examples)
    func message(_ example: Example) throws {
        #expect(try PlaybookFiles(example.playbook).problems() == example.message)
    }

    static let examples = [
        Example(
            title: "unknown module",
            playbook: """
                - hosts: all
                  tasks:
                    - name: greet
                      comand: echo hello
                """,
            message: """
                site.yml:4:7: error: unknown module 'comand'; did you mean 'command'?
                 4 |       comand: echo hello
                   |       ^
                  expected: a module of Switchyard, or a keyword of a task
                """
        ),
        Example(
            title: "unknown module argument",
            playbook: """
                - hosts: all
                  tasks:
                    - copy:
                        scr: a
                        dest: /b
                """,
            message: """
                site.yml:4:9: error: unknown argument 'scr' of module 'copy'; did you mean 'src'?
                 4 |         scr: a
                   |         ^
                  expected: one of backup, content, dest, mode, src
                """
        ),
        Example(
            title: "missing module argument",
            playbook: """
                - hosts: all
                  tasks:
                    - copy: src=a
                """,
            message: """
                site.yml:3:7: error: missing argument 'dest' of module 'copy'
                 3 |     - copy: src=a
                   |       ^
                  expected: a path
                """
        ),
        Example(
            title: "argument of the wrong type",
            playbook: """
                - hosts: all
                  tasks:
                    - copy: {src: a, dest: /b, backup: maybe}
                """,
            message: """
                site.yml:3:40: error: 'backup' of module 'copy' is the string 'maybe'
                 3 |     - copy: {src: a, dest: /b, backup: maybe}
                   |                                        ^
                  expected: a boolean
                """
        ),
        Example(
            title: "argument outside of its choices",
            playbook: """
                - hosts: all
                  tasks:
                    - service: {name: nginx, state: startd}
                """,
            message: """
                site.yml:3:37: error: 'state' of module 'service' is 'startd'; did you mean 'started'?
                 3 |     - service: {name: nginx, state: startd}
                   |                                     ^
                  expected: one of started, stopped, restarted, reloaded
                """
        ),
        Example(
            title: "misspelt keyword of a task",
            playbook: """
                - hosts: all
                  tasks:
                    - command: ls
                      wehn: true
                """,
            message: """
                site.yml:4:7: error: unknown keyword 'wehn'; did you mean 'when'?
                 4 |       wehn: true
                   |       ^
                  expected: a keyword of a task
                """
        ),
        Example(
            title: "misspelt keyword of a play",
            playbook: """
                - hosts: all
                  gather_fact: false
                """,
            message: """
                site.yml:2:3: error: unknown keyword 'gather_fact'; did you mean 'gather_facts'?
                 2 |   gather_fact: false
                   |   ^
                  expected: a keyword of a play
                """
        ),
        Example(
            title: "undefined handler",
            playbook: """
                - hosts: all
                  tasks:
                    - command: ls
                      notify: reload proxi
                  handlers:
                    - name: reload proxy
                      command: true
                """,
            message: """
                site.yml:4:15: error: undefined handler 'reload proxi'; did you mean 'reload proxy'?
                 4 |       notify: reload proxi
                   |               ^
                  expected: the name of a handler of the play or its roles, or what one listens to
                """
        ),
        Example(
            title: "two modules in a task",
            playbook: """
                - hosts: all
                  tasks:
                    - command: ls
                      debug: msg=x
                """,
            message: """
                site.yml:4:7: error: a task with 'command' can't have 'debug'
                 4 |       debug: msg=x
                   |       ^
                  expected: one module in a task
                  hint: start another task with '-'
                """
        ),
        Example(
            title: "missing file of tasks",
            playbook: """
                - hosts: all
                  tasks:
                    - import_tasks: more.yml
                """,
            message: """
                site.yml:3:21: error: the file of tasks 'more.yml' was not found
                 3 |     - import_tasks: more.yml
                   |                     ^
                  expected: one of more.yml, tasks/more.yml
                """
        ),
        Example(
            title: "a keyword that an include does not hand down",
            playbook: """
                - hosts: all
                  tasks:
                    - include_tasks: "{{ which }}.yml"
                      become: true
                """,
            message: """
                site.yml:4:7: error: 'become' has no effect on 'include_tasks'
                 4 |       become: true
                   |       ^
                  hint: put it below 'apply', for the tasks that are included
                """
        ),
        Example(
            title: "play without hosts",
            playbook: """
                - name: nothing
                  tasks: []
                """,
            message: """
                site.yml:1:3: error: this play names no hosts
                 1 | - name: nothing
                   |   ^
                  expected: 'hosts: PATTERN'
                """
        ),
        Example(
            title: "missing file of variables",
            playbook: """
                - hosts: all
                  vars_files: [secrets.yml]
                """,
            message: """
                site.yml:2:16: error: the file of variables 'secrets.yml' was not found
                 2 |   vars_files: [secrets.yml]
                   |                ^
                  expected: secrets.yml
                """
        ),
    ]
}

import DocumentValues
import Foundation
import Playbooks
import Testing

@Suite("a loaded playbook")
struct PlaybookModelTests {
    @Test("a task inherits from blocks and the play, the innermost value wins")
    func inheritance() throws {
        let playbook = try PlaybookFiles(
            """
            - hosts: web
              become: true
              tags: [site]
              tasks:
                - when: outer
                  become: false
                  tags: blocks
                  block:
                    - command: ls
                      when: inner
                      tags: [one, site]
            """
        ).load()
        let task = try #require(playbook.plays.first?.allTasks.first)
        #expect(task.directives.become?.fixed == false)
        #expect(task.directives.conditions.map(\.string) == ["outer", "inner"])
        #expect(task.directives.tags == ["site", "blocks", "one"])
    }

    @Test("dependencies come before each role that needs them; what repeats is left out in the run")
    func roleOrder() throws {
        let playbook = try PlaybookFiles([
            "site.yml": """
            - hosts: all
              roles:
                - web
                - api
                - {role: common, level: 2}
                - web
            """,
            "roles/common/tasks/main.yml": "- command: common\n",
            "roles/common/defaults/main.yml": "level: 1\n",
            "roles/web/tasks/main.yml": "- command: web\n",
            "roles/web/meta/main.yml": "dependencies: [common]\n",
            "roles/api/tasks/main.yml": "- command: api\n",
            "roles/api/meta/main.yml": "dependencies: [{role: common}]\n",
        ]).load()
        let play = try #require(playbook.plays.first)
        let roles = play.allTasks.compactMap(\.role)
        #expect(
            roles.map(\.name) == ["common", "web", "common", "api", "common", "common", "web"]
        )
        #expect(roles[0].signature == roles[2].signature)
        #expect(roles[1].signature == roles[6].signature)
        #expect(roles[0].signature != roles[4].signature)
    }

    @Test("a role's task sees the defaults of its dependencies before its own")
    func roleDefaults() throws {
        let playbook = try PlaybookFiles([
            "site.yml": "- hosts: all\n  roles: [{role: web, web_port: 81}]\n",
            "roles/common/defaults/main.yml": "level: 1\n",
            "roles/web/defaults/main.yml": "web_port: 80\n",
            "roles/web/vars/main.yml": "user: www\n",
            "roles/web/tasks/main.yml": "- command: web\n",
            "roles/web/meta/main.yml": "dependencies: [common]\n",
        ]).load()
        let task = try #require(playbook.plays.first?.allTasks.first)
        let role = try #require(task.role)
        #expect(
            role.defaults.flatMap { $0.pairs.compactMap(\.key.string) } == ["level", "web_port"]
        )
        #expect(role.variables.flatMap { $0.pairs.compactMap(\.key.string) } == ["user"])
        #expect(role.parameters.flatMap { $0.pairs.compactMap(\.key.string) } == ["web_port"])
    }

    @Test("a role's handlers come before the play's, and know their role")
    func handlers() throws {
        let playbook = try PlaybookFiles([
            "site.yml": """
            - hosts: all
              roles: [web]
              tasks:
                - command: ls
                  notify: ["web : reload", all changed]
              handlers:
                - name: say
                  debug: msg=x
                  listen: all changed
            """,
            "roles/web/handlers/main.yml": "- name: reload\n  service: name=web state=reloaded\n",
        ]).load()
        let play = try #require(playbook.plays.first)
        #expect(play.handlers.map(\.title) == ["web : reload", "say"])
        #expect(play.handlers.last?.listen == ["all changed"])
    }

    /// Free text and arguments in one line.
    struct FreeForm: Sendable, CustomTestStringConvertible {
        let text: String
        let arguments: [String: String]

        var testDescription: String { text }
    }

    @Test(
        "arguments in one line are taken apart, free text stays as written",
        arguments: [
            FreeForm(text: "command: echo  'a  b'", arguments: ["cmd": "echo  'a  b'"]),
            FreeForm(
                text: "command: make all chdir=/src creates=/src/out",
                arguments: ["cmd": "make all", "chdir": "/src", "creates": "/src/out"]
            ),
            FreeForm(text: "command: dd if=/a of=/b", arguments: ["cmd": "dd if=/a of=/b"]),
            FreeForm(
                text: "copy: src={{ a | default('x y') }} dest='/b c'",
                arguments: ["src": "{{ a | default('x y') }}", "dest": "/b c"]
            ),
            FreeForm(text: "meta: flush_handlers", arguments: ["action": "flush_handlers"]),
            FreeForm(text: "action: copy src=a dest=/b", arguments: ["src": "a", "dest": "/b"]),
        ]
    )
    func freeForm(_ example: FreeForm) throws {
        let text = example.text.replacingOccurrences(of: "\"", with: "\\\"")
        let colon = try #require(text.firstIndex(of: ":"))
        let value = text[text.index(after: colon)...].drop { $0 == " " }
        let playbook = try PlaybookFiles(
            "- hosts: all\n  tasks:\n    - \(text[..<colon]): \"\(value)\"\n"
        ).load()
        let task = try #require(playbook.plays.first?.allTasks.first)
        guard case .module(let call) = task.action else {
            Issue.record("the task calls no module")
            return
        }
        var found: [String: String] = [:]
        for pair in call.arguments { found[pair.key.string ?? ""] = pair.value.string }
        #expect(found == example.arguments)
    }

    @Test("with_ loops keep the name of their lookup, loop_control its settings")
    func loops() throws {
        let playbook = try PlaybookFiles(
            """
            - hosts: all
              tasks:
                - debug: msg={{ thing }}
                  with_items: [1, 2]
                  loop_control: {loop_var: thing, index_var: n, label: x, pause: 0.5}
            """
        ).load()
        let loop = try #require(playbook.plays.first?.allTasks.first?.loop)
        guard case .lookup(let name, _) = loop.source else {
            Issue.record("the loop has no lookup")
            return
        }
        #expect(name == "items")
        #expect(loop.control.variable?.fixed == "thing")
        #expect(loop.control.indexVariable?.fixed == "n")
        #expect(loop.control.pause?.fixed == 0.5)
    }

    @Test("an imported playbook gives its plays tags, conditions and variables")
    func importPlaybook() throws {
        let playbook = try PlaybookFiles([
            "site.yml": """
            - import_playbook: more/web.yml
              tags: web
              when: enabled
              vars: {level: 1}
            """,
            "more/web.yml": "- hosts: web\n  tasks:\n    - command: ls\n",
        ]).load()
        let play = try #require(playbook.plays.first)
        let task = try #require(play.allTasks.first)
        #expect(task.directives.tags == ["web"])
        #expect(task.directives.conditions.map(\.string) == ["enabled"])
        #expect(play.variables.first?["level"] != nil)
        #expect(play.playbookDirectory.hasSuffix("/more"))
    }

    @Test("an imported file of tasks hands its keywords to every task")
    func importTasks() throws {
        let playbook = try PlaybookFiles([
            "site.yml": """
            - hosts: all
              tasks:
                - import_tasks: more.yml
                  tags: more
                  vars: {level: 1}
            """,
            "more.yml": "- command: one\n- command: two\n",
        ]).load()
        let tasks = try #require(playbook.plays.first).allTasks
        #expect(tasks.map(\.directives.tags) == [["more"], ["more"]])
        #expect(tasks.first?.directives.variables.first?["level"] != nil)
        #expect(tasks.first?.includedFrom.count == 1)
    }
}

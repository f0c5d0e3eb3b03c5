import Diagnostics
import DocumentValues
import Playbooks
import Testing
import YAMLReading

@Suite("what is wrong with roles")
struct RoleMessageTests {
    @Test("a missing role lists where it was looked for")
    func missingRole() throws {
        let problems = try PlaybookFiles([
            "site.yml": "- hosts: all\n  roles: [proxi]\n",
            "roles/proxy/tasks/main.yml": "- command: ls\n",
        ]).problems()
        let lines = problems.split(separator: "\n").map(String.init)
        #expect(
            lines.first
                == "site.yml:2:11: error: the role 'proxi' was not found; did you mean 'proxy'?"
        )
        #expect(lines[2] == "   |           ^")
        #expect(lines[3].hasPrefix("  expected: a folder of that name in roles, "))
        #expect(
            lines.last == "  hint: more folders can be named by 'roles_path' or ANSIBLE_ROLES_PATH"
        )
    }

    private static let specified = [
        "roles/proxy/tasks/main.yml": "- command: ls\n",
        "roles/proxy/meta/argument_specs.yml": """
        argument_specs:
          main:
            short_description: a load balancer
            options:
              listen_http: {type: int, default: 80}
              engine: {choices: [switchyard, haproxy]}
              backends:
                type: list
                elements: dict
                options:
                  name: {required: true}
                  port: {type: int}
        """,
    ]

    @Test("an option of another type than the specification's is refused where it is written")
    func wrongType() throws {
        var files = RoleMessageTests.specified
        files["site.yml"] = """
            - hosts: all
              roles:
                - role: proxy
                  vars:
                    listen_http: eighty
            """
        #expect(
            try PlaybookFiles(files).problems() == """
                site.yml:5:22: error: 'listen_http' of role 'proxy' is the string 'eighty'
                 5 |         listen_http: eighty
                   |                      ^
                  expected: a whole number
                """
        )
    }

    @Test("an unknown option is refused with a suggestion")
    func unknownOption() throws {
        var files = RoleMessageTests.specified
        files["site.yml"] = """
            - hosts: all
              roles:
                - {role: proxy, listen_htp: 8080}
            """
        #expect(
            try PlaybookFiles(files).problems() == """
                site.yml:3:21: error: unknown option 'listen_htp' of role 'proxy'; \
                did you mean 'listen_http'?
                 3 |     - {role: proxy, listen_htp: 8080}
                   |                     ^
                  expected: one of backends, engine, listen_http
                """
        )
    }

    @Test("options within lists of mappings are checked too")
    func nestedOption() throws {
        var files = RoleMessageTests.specified
        files["site.yml"] = """
            - hosts: all
              roles:
                - role: proxy
                  backends:
                    - {name: a, port: 1}
                    - {name: b, port: two}
            """
        #expect(
            try PlaybookFiles(files).problems() == """
                site.yml:6:27: error: 'backends[1].port' of role 'proxy' is the string 'two'
                 6 |         - {name: b, port: two}
                   |                           ^
                  expected: a whole number
                """
        )
    }

    @Test("what is wrong in a role names the play that uses it")
    func includedFrom() throws {
        let problems = try PlaybookFiles([
            "site.yml": "- hosts: all\n  roles: [web]\n",
            "roles/web/tasks/main.yml": "- commnd: ls\n",
        ]).problems()
        #expect(
            problems == """
                roles/web/tasks/main.yml:1:3: error: unknown module 'commnd'; did you mean 'command'?
                 1 | - commnd: ls
                   |   ^
                  expected: a module of Switchyard, or a keyword of a task
                  included from site.yml:2:11
                """
        )
    }

    @Test("roles that depend on each other are refused")
    func circle() throws {
        let problems = try PlaybookFiles([
            "site.yml": "- hosts: all\n  roles: [a]\n",
            "roles/a/meta/main.yml": "dependencies: [b]\n",
            "roles/b/meta/main.yml": "dependencies: [a]\n",
        ]).problems()
        #expect(
            problems.hasPrefix("roles/b/meta/main.yml:1:16: error: the role 'a' depends on itself")
        )
    }
}

@Suite("variables that roles will see")
struct RoleVariableTests {
    @Test("a host's variable of the wrong type, and one that is nearly an option, are refused")
    func hostVariables() throws {
        let files = [
            "site.yml": "- hosts: all\n  roles: [proxy]\n",
            "roles/proxy/tasks/main.yml": "- command: ls\n",
            "roles/proxy/defaults/main.yml": "proxy_listen_http: 80\n",
            "roles/proxy/meta/main.yml": """
            argument_specs:
              main:
                options:
                  proxy_listen_http: {type: int}
                  proxy_engine: {choices: [switchyard, haproxy]}
            """,
        ]
        let playbook = try PlaybookFiles(files).load()
        let play = try #require(playbook.plays.first)
        let source = SourceText(
            name: "group_vars/all.yml",
            text: "proxy_listen_htp: 80\nproxy_engine: nginx\nproxy_color: red\n"
        )
        let pairs = try #require(try YAMLReader.readDocument(source)?.map)
        let problems = playbook.check(
            variables: [VariableSet(origin: source.name, pairs: pairs)],
            of: play
        )
        #expect(
            problems.map { $0.rendered() }.joined(separator: "\n") == """
                group_vars/all.yml:2:15: error: 'proxy_engine' of role 'proxy' is 'nginx'
                 2 | proxy_engine: nginx
                   |               ^
                  expected: one of switchyard, haproxy
                group_vars/all.yml:1:1: error: unknown variable 'proxy_listen_htp'; \
                did you mean 'proxy_listen_http'?
                 1 | proxy_listen_htp: 80
                   | ^
                  expected: an option of the roles of the play, or a name that is less like one
                """
        )
    }
}

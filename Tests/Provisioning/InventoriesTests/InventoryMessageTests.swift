import Testing

@Suite("what is wrong with an inventory")
struct InventoryMessageTests {
    /// An inventory and what the operator reads about it.
    struct Example: Sendable, CustomTestStringConvertible {
        let title: String
        var name = "hosts"
        let text: String
        let message: String

        var testDescription: String { title }
    }

    @Test("every mistake has its message", arguments: examples)
    func message(_ example: Example) throws {
        #expect(try inventoryProblems(example.text, named: example.name) == example.message)
    }

    static let examples = [
        Example(
            title: "undefined child",
            text: "[site:children]\nwbe\n[web]\nw1\n",
            message: """
                hosts:2:1: error: undefined group 'wbe'; did you mean 'web'?
                 2 | wbe
                   | ^
                  expected: a group with a section of its own
                  hint: add a section '[wbe]', which may be empty
                """
        ),
        Example(
            title: "circle",
            text: "[a:children]\nb\n[b:children]\na\n",
            message: """
                hosts:4:1: error: group 'a' can't be a child of 'b', which is inside of it
                 4 | a
                   | ^
                  expected: groups without circles
                """
        ),
        Example(
            title: "no assignment",
            text: "w1 user root\n",
            message: """
                hosts:1:4: error: 'user' is no variable of a host
                 1 | w1 user root
                   |    ^
                  expected: NAME=VALUE
                """
        ),
        Example(
            title: "open quote",
            text: "w1 user='root\n",
            message: """
                hosts:1:9: error: this quote is never closed
                 1 | w1 user='root
                   |         ^
                """
        ),
        Example(
            title: "range",
            text: "w[01:100]\n",
            message: """
                hosts:1:1: error: the ends of the range '[01:100]' differ in length
                 1 | w[01:100]
                   | ^
                  expected: the same number of digits, as in '[01:20]'
                """
        ),
        Example(
            title: "kind of section",
            text: "[web:var]\na=1\n",
            message: """
                hosts:1:1: error: unknown kind of section 'var'; did you mean 'vars'?
                 1 | [web:var]
                   | ^
                  expected: one of children, hosts, vars
                """
        ),
        Example(
            title: "unknown key in YAML",
            name: "hosts.yml",
            text: "web:\n  host:\n    w1:\n",
            message: """
                hosts.yml:2:3: error: unknown key of group 'web' 'host'; did you mean 'hosts'?
                 2 |   host:
                   |   ^
                  expected: one of children, hosts, vars
                """
        ),
        Example(
            title: "list of hosts in YAML",
            name: "hosts.yml",
            text: "web:\n  hosts: [w1]\n",
            message: """
                hosts.yml:2:10: error: 'hosts' of group 'web' is a list
                 2 |   hosts: [w1]
                   |          ^
                  expected: a mapping
                  hint: write each name with a colon after it
                """
        ),
    ]
}

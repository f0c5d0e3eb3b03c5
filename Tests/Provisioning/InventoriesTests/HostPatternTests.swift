import Diagnostics
import Inventories
import Testing

@Suite("host patterns")
struct HostPatternTests {
    static func inventory() throws -> Inventory {
        try loadInventory([
            "hosts": "[web]\nweb[1:4]\n[db]\ndb1\ndb2\n[staging]\nweb1\ndb1\n[empty]\n"
        ])
    }

    /// A pattern and the hosts that it means.
    struct Example: Sendable, CustomTestStringConvertible {
        let pattern: String
        let hosts: String

        var testDescription: String { pattern }
    }

    @Test(
        "terms add, keep and take away",
        arguments: [
            Example(pattern: "all", hosts: "web1 web2 web3 web4 db1 db2"),
            Example(pattern: "*", hosts: "web1 web2 web3 web4 db1 db2"),
            Example(pattern: "web", hosts: "web1 web2 web3 web4"),
            Example(pattern: "web:db", hosts: "web1 web2 web3 web4 db1 db2"),
            Example(pattern: "db,web1", hosts: "db1 db2 web1"),
            Example(pattern: "web:&staging", hosts: "web1"),
            Example(pattern: "all:!web", hosts: "db1 db2"),
            Example(pattern: "!web", hosts: "db1 db2"),
            Example(pattern: "web[0]", hosts: "web1"),
            Example(pattern: "web[-1]", hosts: "web4"),
            Example(pattern: "web[1:2]", hosts: "web2 web3"),
            Example(pattern: "web[2:]", hosts: "web3 web4"),
            Example(pattern: "web?:!web[!24]", hosts: "web2 web4"),
            Example(pattern: "~(web|db)2", hosts: "web2 db2"),
            Example(pattern: "localhost", hosts: "localhost"),
            Example(pattern: "empty", hosts: ""),
            Example(pattern: "staging:&*1", hosts: "web1 db1"),
        ]
    )
    func selection(_ example: Example) throws {
        let hosts = try HostPatternTests.inventory().hosts(matching: HostPattern(example.pattern))
        #expect(hosts.joined(separator: " ") == example.hosts)
    }

    @Test("an unknown pattern is refused with a suggestion")
    func unknown() throws {
        var inventory = try HostPatternTests.inventory()
        inventory.addHost("x", at: .init(.init(name: "site.yml", text: ""), line: 1, column: 1))
        let place = SourcePlace(
            SourceText(name: "site.yml", text: "- hosts: wbe"),
            line: 1,
            column: 10
        )
        let problem = #expect(throws: Diagnostic.self) {
            try inventory.hosts(matching: HostPattern("wbe"), at: place)
        }
        let lines = problem?.rendered().split(separator: "\n").map(String.init) ?? []
        #expect(
            lines.prefix(4) == [
                "site.yml:1:10: error: unknown host pattern 'wbe'; did you mean 'web'?",
                " 1 | - hosts: wbe",
                "   |          ^",
                "  expected: a host or a group of the inventory",
            ]
        )
    }

    @Test("an index outside of the hosts is refused")
    func outside() throws {
        #expect(
            throws: Diagnostic(
                "'web[9]' is outside of its 4 hosts",
                expected: "an index from 0 to 3"
            )
        ) {
            try HostPatternTests.inventory().hosts(matching: HostPattern("web[9]"))
        }
    }
}

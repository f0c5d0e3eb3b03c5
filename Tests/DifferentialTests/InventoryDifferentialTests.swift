import Diagnostics
import DocumentValues
import Foundation
import Inventories
import TestSupport
import Testing
import YAMLReading

/// Whether real Ansible is here to be compared with.
let hasAnsible = (try? CommandRun.of(["ansible-inventory", "--version"]).status) == 0

@Suite(
    "inventories, as ansible reads them",
    .enabled(if: hasAnsible, "ansible-core is not installed")
)
struct InventoryDifferentialTests {
    static let files = [
        "inv/01-hosts": """
        alone ansible_host=10.0.0.1 port_text='"22"' flag=True none=None
        edge:2222 list=[1,'two',3.0] map="{'a': {'b': False}}" octal=0755 hex=0x1F

        [web]
        web[01:04].lab weight=3   # trailing
        web01.lab weight=5

        [db]
        db-[a:c] role=primary,replica eq=a=b

        [site:children]
        web
        db

        [site:vars]
        domain = example.org
        retries=5
        empty=
        words = several words here

        [web:vars]
        domain=web.example.org

        [canary]
        web02.lab
        db-b
        [canary:vars]
        ansible_group_priority=5
        domain=canary
        """,
        "inv/02-more.yml": """
        all:
          vars:
            from_all: 1
            nested: {x: [1, 2]}
          children:
            zone1:
              hosts:
                web01.lab: {rack: r1}
                extra[1:3:2]:
            zone2:
              children:
                db:
              vars:
                domain: zone2
        """,
        "inv/skipped.orig": "never",
        "inv/group_vars/all.yml": "level: all\nshared: {a: 1}\n",
        "inv/group_vars/web/b.yml": "second: b\nlevel: web-b\n",
        "inv/group_vars/web/a.yml": "first: a\nsecond: a\n",
        "inv/group_vars/site.yaml": "level: site\n",
        "inv/host_vars/web01.lab.yml": "own: yes\nlevel: host\n",
        "inv/host_vars/db-a": "own: plain\n",
    ]

    @Test("every host has the same variables, with the same types")
    func variables() throws {
        try withScratchDirectory { folder in
            try write(InventoryDifferentialTests.files, below: folder)
            let run = try CommandRun.of(["ansible-inventory", "-i", "\(folder)/inv", "--list"])
            try #require(run.status == 0, "\(run.output)")
            let json = String(run.output.drop { $0 != "{" })
            let list = try #require(
                try YAMLReader.readDocument(SourceText(name: "ansible", text: json))
            )
            let theirs = try #require(list["_meta"]?["hostvars"])
            let inventory = try InventoryLoader().load(["\(folder)/inv"])
            for host in inventory.hostNames {
                var ours = ValueMap()
                for layer in inventory.layers(for: host) {
                    for pair in layer.variables.pairs {
                        ours[plain(pair.key)] = plain(pair.value)
                    }
                }
                #expect(.map(ours) == theirs[host].map(plain) ?? .map([:]), "\(host)")
            }
        }
    }

    @Test("patterns mean the same hosts")
    func patterns() throws {
        let patterns = [
            "all", "*", "web", "site", "ungrouped", "web:&canary", "site:!db", "!web", "web[0]",
            "web[-1]", "web[1:2]", "site[2:]", "web0?.lab", "~(web|db).*[2b]", "db-[ab]*", "*.lab",
            "alone,edge", "zone1:db:!db-b", "web01.lab", "extra*", "canary:&web*", "all:!*.lab",
        ]
        try withScratchDirectory { folder in
            try write(InventoryDifferentialTests.files, below: folder)
            let inventory = try InventoryLoader().load(["\(folder)/inv"])
            for pattern in patterns {
                let run = try CommandRun.of(
                    ["ansible", "-i", "\(folder)/inv", pattern, "--list-hosts"]
                )
                let lines = run.lines.filter { $0.hasPrefix("    ") }
                let theirs = lines.map { $0.trimmingCharacters(in: .whitespaces) }
                let ours = try inventory.hosts(matching: HostPattern(pattern))
                // Ansible keeps the groups of one level in a set: their order is not its promise.
                #expect(ours.sorted() == theirs.sorted(), "\(pattern)")
            }
        }
    }

    /// A node of an inventory without templates as data.
    private func plain(_ node: Node) -> Value {
        switch node.content {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        case .float(let number): .float(number)
        case .string(let text), .literal(let text), .vault(let text): .string(text)
        case .list(let elements): .list(elements.map(plain))
        case .map(let pairs):
            pairs.reduce(into: Value.map([:])) { map, pair in
                var entries = map.map ?? [:]
                entries[plain(pair.key)] = plain(pair.value)
                map = .map(entries)
            }
        }
    }
}

import Diagnostics
import DocumentValues
import Inventories
import TestSupport
import Testing

/// Loads an inventory from files of a test.
func loadInventory(
    _ files: [String: String],
    sources: [String] = ["hosts"]
) throws -> Inventory {
    try withScratchDirectory { folder in
        try write(files, below: folder)
        return try InventoryLoader().load(sources.map { $0.contains(",") ? $0 : "\(folder)/\($0)" })
    }
}

/// What is wrong with an inventory, with names relative to its folder.
func inventoryProblems(_ text: String, named name: String = "hosts") throws -> String {
    try withScratchDirectory { folder in
        try write([name: text], below: folder)
        do {
            _ = try InventoryLoader().load(["\(folder)/\(name)"])
            return "nothing is wrong"
        } catch let list as DiagnosticList {
            return list.description.split(separator: "\(folder)/").joined()
        }
    }
}

@Suite("reading inventories")
struct InventoryReadingTests {
    @Test("a path with a comma is a path when it is there, else a list of hosts")
    func comma() throws {
        try withScratchDirectory { folder in
            try write(["a,b/hosts": "web\n"], below: folder)
            let file = try InventoryLoader().load(["\(folder)/a,b/hosts"])
            #expect(file.hostNames == ["web"])
            #expect(try InventoryLoader().load(["x,y"]).hostNames == ["x", "y"])
        }
    }

    @Test("INI: a section that is not closed is no host")
    func openSection() throws {
        #expect(
            try inventoryProblems("web1\n[web:vars\na=1\n") == """
                hosts:2:1: error: this section is never closed
                 2 | [web:vars
                   | ^
                  expected: ']' at its end
                """
        )
    }

    @Test("INI: sections, children that come later, ranges, ports, comments")
    func ini() throws {
        let inventory = try loadInventory([
            "hosts": """
            alone
            [site:children]
            web
            db
            [web]
            web[01:03].lab:2222 tier=1  # a comment
            [db]
            db-[a:c]
            [site:vars]
            domain = example.org
            """
        ])
        #expect(
            inventory.hosts(in: "site")
                == ["web01.lab", "web02.lab", "web03.lab", "db-a", "db-b", "db-c"]
        )
        #expect(inventory.hosts(in: "ungrouped") == ["alone"])
        #expect(inventory.groupNames(of: "web02.lab") == ["site", "web"])
        let layers = inventory.layers(for: "web02.lab")
        let variables = layers.flatMap { $0.variables.pairs.compactMap(\.key.string) }
        #expect(variables == ["domain", "ansible_port", "tier"])
    }

    @Test("INI: values are Python's literals, and texts otherwise")
    func iniValues() throws {
        let line =
            "h a=1 b=0644 c=True d=yes e='[1, 2]' f=\"{'k': None}\" g=1.5 h=x=y i='\"1\"' j=0x10"
        let inventory = try loadInventory(["hosts": line])
        let set = try #require(inventory.host("h")).variables
        #expect(set["a"]?.content.isInteger(1) == true)
        #expect(set["b"]?.string == "0644")
        #expect(set["c"]?.content.isTrue == true)
        #expect(set["d"]?.string == "yes")
        #expect(set["e"]?.list?.count == 2)
        #expect(set["f"]?["k"]?.isNull == true)
        #expect(set["h"]?.string == "x=y")
        #expect(set["i"]?.string == "1")
        #expect(set["j"]?.content.isInteger(16) == true)
    }

    @Test("YAML: groups, children, hosts with ranges, variables")
    func yaml() throws {
        let inventory = try loadInventory(
            [
                "hosts.yml": """
                all:
                  vars: {a: 1}
                  children:
                    web:
                      hosts:
                        web[1:2]: {b: 2}
                    empty:
                  hosts:
                    alone:
                """
            ],
            sources: ["hosts.yml"]
        )
        #expect(inventory.hosts(in: "all") == ["alone", "web1", "web2"])
        #expect(inventory.hosts(in: "ungrouped") == ["alone"])
        #expect(inventory.group("empty") != nil)
    }

    @Test("a folder: files in the order of their names, ignored ones passed over")
    func folder() throws {
        let inventory = try loadInventory(
            [
                "inv/10-a": "[web]\nw1 level=1\n",
                "inv/20-b.yml": "web:\n  hosts:\n    w1: {level: 2}\n",
                "inv/notes.txt": "nothing",
                "inv/old.orig": "w9",
                "inv/group_vars/web.yml": "domain: lab\n",
                "inv/group_vars/all/one.yml": "a: 1\n",
                "inv/group_vars/all/two.yml": "b: 2\n",
                "inv/host_vars/w1": "c: 3\n",
            ],
            sources: ["inv"]
        )
        #expect(inventory.hostNames == ["w1"])
        let layers = inventory.layers(for: "w1").map { layer in
            let names = layer.variables.pairs.compactMap(\.key.string).joined(separator: " ")
            return "\(layer.level.title): \(names)"
        }
        #expect(
            layers == [
                "group_vars/all beside the inventory: a",
                "group_vars/all beside the inventory: b",
                "group_vars beside the inventory: domain",
                "inventory, host: level",
                "host_vars beside the inventory: c",
            ]
        )
    }

    @Test("a script's JSON gives groups, and variables of hosts from _meta")
    func script() throws {
        try withScratchDirectory { folder in
            let json = """
                {"web": {"hosts": ["w1"], "vars": {"a": 1}}, "site": {"children": ["web"]},
                 "_meta": {"hostvars": {"w1": {"b": [1, 2]}}}}
                """
            try write(["inv.sh": "#!/bin/sh\ncat <<'END'\n\(json)\nEND\n"], below: folder)
            _ = try CommandRun.of(["chmod", "755", "\(folder)/inv.sh"])
            let inventory = try InventoryLoader().load(["\(folder)/inv.sh"])
            #expect(inventory.hosts(in: "site") == ["w1"])
            #expect(inventory.host("w1")?.variables["b"]?.list?.count == 2)
        }
    }

    @Test("a list of hosts on the command line")
    func list() throws {
        let inventory = try loadInventory([:], sources: ["a,b:2200,"])
        #expect(inventory.hostNames == ["a", "b"])
        #expect(inventory.host("b")?.variables["ansible_port"]?.content.isInteger(2200) == true)
    }

    @Test("of groups equally deep the one with the higher priority comes later")
    func priority() throws {
        let inventory = try loadInventory([
            "hosts": """
            [a]
            h
            [b]
            h
            [a:vars]
            ansible_group_priority=10
            x=1
            [b:vars]
            x=2
            """
        ])
        #expect(inventory.groups(of: "h").map(\.name) == ["all", "b", "a"])
    }

    @Test("hosts that a run adds join groups that it makes")
    func addHost() throws {
        var inventory = try loadInventory(["hosts": "[web]\nw1\n"])
        let place = SourcePlace(SourceText(name: "site.yml", text: ""), line: 1, column: 1)
        let changed = inventory.addHost(
            "w2",
            groups: ["web", "new"],
            variables: ["a": "{{ no }}"],
            at: place
        )
        #expect(changed)
        #expect(inventory.hosts(in: "web") == ["w1", "w2"])
        #expect(inventory.groupNames(of: "w2") == ["new", "web"])
        guard case .literal("{{ no }}")? = inventory.host("w2")?.variables["a"]?.content else {
            Issue.record("data became a template")
            return
        }
    }
}

extension Node.Content {
    func isInteger(_ number: Int) -> Bool {
        guard case .integer(number) = self else { return false }
        return true
    }

    var isTrue: Bool {
        guard case .bool(true) = self else { return false }
        return true
    }
}

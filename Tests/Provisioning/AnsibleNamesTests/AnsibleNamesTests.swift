import AnsibleNames
import Testing

@Suite("names of ansible's package")
struct AnsibleNamesTests {
    @Test(
        "modules are known by short name, with their collection, or by a collection alone",
        arguments: [
            "apt_key", "ansible.builtin.yum", "ansible.legacy.cron", "pacman",
            "community.general.pacman", "ansible.posix.selinux", "win_service", "ios_config",
            "cisco.ios.ios_config", "cisco.ios.anything", "vmware_guest",
        ]
    )
    func knownModules(_ name: String) {
        #expect(ModuleNames.contains(name))
    }

    @Test(
        "what nobody has is not known",
        arguments: [
            "pacmann", "community.general.pacmann", "ansible.builtin.pacman", "nobody.own.module",
            "tasks", "", ".", "community.general", "community.general.",
        ]
    )
    func unknownModules(_ name: String) {
        #expect(!ModuleNames.contains(name))
    }

    @Test("filters, tests, lookups and arguments are known, and misspellings are not")
    func plugins() {
        #expect(PluginNames.containsFilter("json_query"))
        #expect(PluginNames.containsFilter("community.general.json_query"))
        #expect(!PluginNames.containsFilter("json_querry"))
        #expect(PluginNames.containsTest("ansible.builtin.vault_encrypted"))
        #expect(!PluginNames.containsTest("vaulted"))
        #expect(PluginNames.containsLookup("dig"))
        #expect(!PluginNames.containsLookup("digg"))
        #expect(ArgumentNames.of(module: "copy").contains("seuser"))
        #expect(ArgumentNames.of(module: "package").contains("enablerepo"))
        #expect(!ArgumentNames.of(module: "copy").contains("enablerepo"))
        #expect(ArgumentNames.of(module: "pacman").isEmpty)
    }
}

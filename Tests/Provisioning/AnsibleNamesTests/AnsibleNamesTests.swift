import AnsibleNames
import Testing

@Suite("names of ansible's package")
struct AnsibleNamesTests {
    @Test(
        "modules are known by short name, with their collection, or by a collection alone",
        arguments: [
            "apt_key", "ansible.builtin.yum", "ansible.legacy.cron", "pacman",
            "community.general.pacman", "ansible.posix.selinux", "win_service", "ios_config",
            "cisco.ios.ios_config", "cisco.ios.anything", "vmware_guest", "ansible.builtin.pacman",
            "ansible.legacy.zypper", "ansible.builtin.locale_gen", "ansible.builtin.ios_config",
            "community.general.packaging.os.zypper", "community.general.logrotate",
            "community.docker.docker_context_info",
        ]
    )
    func knownModules(_ name: String) {
        #expect(ModuleNames.contains(name))
    }

    @Test(
        "what nobody has is not known",
        arguments: [
            "pacmann", "community.general.pacmann", "ansible.builtin.pacmann", "nobody.own.module",
            "ansible.posix.sysctll", "community.mysql.mysql_usr", "community.crypto.x509_cert",
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

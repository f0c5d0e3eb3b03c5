import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("facts of the target's own")
struct LocalFactTests {
    private func facts(_ printed: String) throws -> ValueMap {
        let plan = try ModuleTrial("setup", ["gather_subset": ["min"]]).plan([reply(printed)])
        return plan.result["ansible_facts"]?.map ?? [:]
    }

    @Test("files hold JSON or sections, programs print them, and what can't be had says why")
    func local() throws {
        let printed = """
            machine x86_64
            section local
            fact /etc/ansible/facts.d/a.fact
             {"x": [1]}
            fact /etc/ansible/facts.d/b.fact
             [General]
             Bar = loaded
             # no
             url: http://a
            fact /etc/ansible/facts.d/c.fact
            status 3
            fact /etc/ansible/facts.d/d.fact
            missing
            fact /etc/ansible/facts.d/e.fact
             no section
            fact /etc/ansible/facts.d/f.fact
             [s]
             a = 5 % 2
            section env
            """
        let local = try facts(printed)["ansible_local"]?.map ?? [:]
        #expect(local["a"] == ["x": [1]])
        #expect(local["b"] == ["General": ["bar": "loaded", "url": "http://a"]])
        let folder = "/etc/ansible/facts.d"
        #expect(local["c"] == .string("Failure executing fact script (\(folder)/c.fact), rc: 3"))
        #expect(local["d"] == .string("Could not stat fact (\(folder)/d.fact): no such file"))
        #expect(local["e"]?.string?.hasPrefix("error loading facts as JSON or ini") == true)
        #expect(local["f"]?.string?.hasPrefix("error loading facts as ini") == true)
    }

    @Test("firmware, the kernel's words, load and keys")
    func machine() throws {
        let printed = """
            machine x86_64
            loadavg 0.50 1.25 2.00 1/99 7
            cmdline quiet console=tty0 console=ttyS0
            fips 1
            section dmi
            sys_vendor QEMU
            product_name Standard PC
            board_name
            section hostkey
            rsa ssh-rsa AAAA root@a
            section memory
            MemTotal: 4096 kB
            MemFree: 1024 kB
            Cached: 1024 kB
            section env
            """
        let plan = try ModuleTrial("setup", [:]).plan([reply(printed)])
        let facts = plan.result["ansible_facts"]?.map ?? [:]
        #expect(facts["ansible_system_vendor"] == "QEMU")
        #expect(facts["ansible_product_name"] == "Standard PC")
        #expect(facts["ansible_board_name"] == "NA")
        #expect(facts["ansible_cmdline"] == ["quiet": true, "console": "ttyS0"])
        #expect(facts["ansible_proc_cmdline"]?["console"] == ["tty0", "ttyS0"])
        #expect(facts["ansible_loadavg"] == ["1m": 0.5, "5m": 1.25, "15m": 2.0])
        #expect(facts["ansible_fips"] == true)
        #expect(facts["ansible_ssh_host_key_rsa_public"] == "AAAA")
        #expect(facts["ansible_memory_mb"]?["real"] == ["total": 4, "used": 3, "free": 1])
        #expect(facts["ansible_memory_mb"]?["nocache"] == ["free": 2, "used": 2])
    }
}

import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("apt and package")
struct PackageModuleTests {
    let lists = "cache 1000 1100\n"

    @Test("installed packages: no changes, and apt-get is not asked")
    func inPlace() throws {
        let plan = try ModuleTrial("apt", ["name": ["nginx", "curl=7.*"]]).plan([
            reply(
                lists + "package nginx:amd64 installed 1.22\npackage curl:amd64 installed 7.88\n"
            )
        ])
        #expect(plan.changes.isEmpty)
    }

    @Test("a missing package is installed by one command without questions")
    func missing() throws {
        let trial = ModuleTrial("apt", ["name": ["nginx", "curl"], "policy_rc_d": 101])
        let plan = try trial.plan(
            [reply(lists + "package curl:amd64 installed 7.88\n")],
            [reply("Inst nginx (1.22 Debian)\nConf nginx (1.22 Debian)\n")]
        )
        #expect(plan.summaries == ["install nginx"])
        guard case .command(let command)? = plan.changes.first?.requests.first,
            case .script(_, let parameters) = command.program
        else {
            Issue.record("no guarded command")
            return
        }
        #expect(parameters.first == "101")
        #expect(parameters.suffix(2) == ["install", "nginx"])
        #expect(command.environment["DEBIAN_FRONTEND"] == "noninteractive")
    }

    @Test("a package that another one provides is in place")
    func provided() throws {
        let plan = try ModuleTrial("apt", ["name": ["mail-agent"]]).plan(
            [reply(lists)],
            [reply("")]
        )
        #expect(plan.changes.isEmpty)
    }

    @Test("a package in no list fails in Ansible's words")
    func unknown() {
        let trial = ModuleTrial("apt", ["name": ["nginxx"]])
        let refusal = reply("", status: 100, errors: "E: Unable to locate package nginxx\n")
        #expect(
            failureMessage { () throws(ModuleFailure) in try trial.plan([reply(lists)], [refusal]) }
                == "No package matching 'nginxx' is available"
        )
    }

    @Test("lists that are young enough are not read again; old ones are, without a change")
    func updates() throws {
        let installed = "package nginx:amd64 installed 1.22\n"
        let trial = ModuleTrial("apt", ["name": ["nginx"], "cache_valid_time": 3600])
        #expect(try trial.plan([reply(lists + installed)]).changes.isEmpty)
        let old = try trial.plan([reply("cache 1000 9000\n" + installed)])
        #expect(old.changes.map(\.summary) == ["read the lists of packages"])
        #expect(!old.isChange)
        let alone = try ModuleTrial("apt", ["update_cache": true]).plan([reply(lists)])
        #expect(alone.isChange)
    }

    @Test("absence removes what is there")
    func absence() throws {
        let trial = ModuleTrial("apt", ["name": ["nginx"], "state": "absent", "purge": true])
        #expect(try trial.plan([reply(lists)]).changes.isEmpty)
        let plan = try trial.plan([reply(lists + "package nginx:amd64 installed 1.22\n")])
        #expect(plan.summaries == ["purge nginx"])
    }

    @Test("of other package managers 'package' says that they are not supported")
    func otherManager() {
        let trial = ModuleTrial("package", ["name": ["nginx"], "state": "present"])
        #expect(
            failureMessage { () throws(ModuleFailure) in try trial.plan([reply("dnf\n")]) }
                == "packages of 'dnf' are not supported: of the package managers, apt is"
        )
    }
}

import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("facts of services and packages")
struct FactModuleTests {
    @Test("services of init scripts and of systemd, whose word counts")
    func services() throws {
        let listed = """
            \u{1E}sysv
             [ + ]  cron
             [ - ]  x11-common
            \u{1E}units
            cron.service loaded active running Regular background program
            gone.service not-found inactive dead gone.service
            once.service loaded inactive dead Once
            \u{1E}files
            cron.service enabled enabled
            gone.service enabled enabled
            once.service static -
            user@.service static -
            idle.service disabled enabled

            """
        let plan = try ModuleTrial("service_facts", [:])
            .plan([reply(listed)], [reply("\ninactive\n")])
        #expect(plan.changes.isEmpty)
        func service(_ name: String) -> Value? {
            plan.result["ansible_facts"]?["services"]?[name]
        }
        func expected(_ name: String, _ state: String, _ status: String?) -> Value {
            var value: ValueMap = ["name": .string(name), "state": .string(state)]
            value["status"] = status.map { .string($0) }
            value["source"] = status == nil ? "sysv" : "systemd"
            return .map(value)
        }
        #expect(service("cron") == expected("cron", "running", nil))
        #expect(service("x11-common") == expected("x11-common", "stopped", nil))
        #expect(service("cron.service") == expected("cron.service", "running", "enabled"))
        #expect(service("gone.service") == expected("gone.service", "stopped", "not-found"))
        #expect(service("once.service") == expected("once.service", "stopped", "static"))
        #expect(service("user@.service") == expected("user@.service", "unknown", "static"))
        #expect(service("idle.service") == expected("idle.service", "inactive", "disabled"))
        #expect(plan.effects.count == 1)
    }

    @Test("services of OpenRC have their runlevels")
    func openRC() throws {
        let listed = """
            \u{1E}runlevels
                     sshd |      default
                    spare |
            \u{1E}openrc
            Runlevel: default
             sshd                   [  started  ]
             spare                  [  stopped  ]

            """
        let plan = try ModuleTrial("service_facts", [:]).plan(printing: listed)
        let services = plan.result["ansible_facts"]?["services"]
        #expect(
            services?["sshd"] == [
                "name": "sshd", "runlevels": ["default"], "state": "started", "source": "openrc",
            ]
        )
        #expect(services?["spare"]?["runlevels"] == .null)
    }

    @Test("a target without services skips the task")
    func noServices() throws {
        let plan = try ModuleTrial("service_facts", [:]).plan(printing: "")
        #expect(plan.result["skipped"] == true)
        #expect(plan.effects.isEmpty)
    }

    private func packages(_ listed: String) throws -> Value? {
        try ModuleTrial("package_facts", [:]).plan(printing: listed)
            .result["ansible_facts"]?["packages"]
    }

    @Test("packages of apt come with section and origin; what is only configured is none")
    func apt() throws {
        let packages = try packages(
            """
            \u{1E}apt
            amd64
            \tinstalled\tbash\t5.2\tamd64\tshells
            \tinstalled\tzlib1g\t1:1.2\ti386\tlibs
            \tinstalled\town\t1\tall\t
            \tconfig-files\tgone\t1\tall\tmisc
            Package files:
             100 /var/lib/dpkg/status
                 release a=now
             500 http://archive.example/stable bookworm/main amd64 Packages
                 release v=12,o=Debian Backports,a=stable,l=Debian,c=main,b=amd64
                 origin deb.example
            Pinned packages:
            bash:
              Installed: 5.2
              Candidate: 5.3
              Version table:
                 5.3 500
                    500 http://archive.example/stable trixie/main amd64 Packages
             *** 5.2 500
                    500 http://archive.example/stable bookworm/main amd64 Packages
                    100 /var/lib/dpkg/status
            own:
              Version table:
             *** 1 100
                    100 /var/lib/dpkg/status

            """
        )
        #expect(
            packages?["bash"] == [
                [
                    "name": "bash", "version": "5.2", "arch": "amd64", "category": "shells",
                    "origin": "Debian Backports", "source": "apt",
                ]
            ]
        )
        #expect(packages?["zlib1g:i386"]?.list?.first?["version"] == "1:1.2")
        #expect(packages?["own"]?.list?.first?["origin"] == "")
        #expect(packages?["gone"] == nil)
    }

    @Test("packages of rpm, apk and pacman")
    func others() throws {
        let packages = try packages(
            """
            \u{1E}rpm
            kernel\t5.14\t1.el9\t(none)\tx86_64
            kernel\t5.15\t2.el9\t3\tx86_64
            gpg-pubkey\ta\tb\t(none)\t(none)
            \u{1E}apk
            alpine-base-3.20.0-r0
            \u{1E}pacman
            Name            : zlib
            Version         : 1:1.3-1
            Architecture    : x86_64
            Provides        : libz.so=1-64  minizip
                              other=2
            Depends On      : glibc

            """
        )
        #expect(packages?["kernel"]?.list?.count == 2)
        #expect(packages?["kernel"]?.list?.first?["epoch"] == .null)
        #expect(packages?["kernel"]?.list?.last?["epoch"] == 3)
        #expect(packages?["gpg-pubkey"]?.list?.first?["arch"] == .null)
        #expect(
            packages?["alpine-base"] == [
                ["name": "alpine-base", "version": "3.20.0", "release": "r0", "source": "apk"]
            ]
        )
        #expect(
            packages?["zlib"] == [
                [
                    "name": "zlib", "version": "1:1.3-1", "arch": "x86_64",
                    "provides": ["libz.so", "minizip", "other"], "source": "pacman",
                ]
            ]
        )
    }

    @Test("aliases are asked once, unknown managers refused, and a target without any fails")
    func managers() throws {
        let trial = ModuleTrial("package_facts", ["manager": ["dnf", "yum", "auto"]])
        guard case .command(let command)? = try trial.requests().first,
            case .script(_, let parameters) = command.program
        else { return #expect(Bool(false)) }
        #expect(parameters == ["first", "rpm", "apt", "apk", "pacman"])
        func failure(_ manager: String, printing output: String = "") -> String? {
            failureMessage { () throws(ModuleFailure) in
                try ModuleTrial("package_facts", ["manager": .string(manager)])
                    .plan(printing: output)
            }
        }
        #expect(failure("brew") == "Unsupported package managers requested: brew")
        #expect(
            failure("pkgng")
                == "packages of 'pkgng' are not supported: of the package managers, apt, rpm, apk, "
                + "pacman are"
        )
        #expect(
            failure("apk")
                == "Could not detect a supported package manager from the following list: ['apk']"
        )
    }
}

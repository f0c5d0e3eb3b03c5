import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("user and group")
struct AccountModuleTests {
    let present =
        "passwd www:x:33:33:web:/var/www:/bin/sh\nprimary www\ngroups www adm\nshadow www:!\nhome\n"

    @Test("a user as it is wanted: no changes")
    func inPlace() throws {
        let trial = ModuleTrial(
            "user",
            ["name": "www", "uid": 33, "shell": "/bin/sh", "groups": ["adm"], "comment": "web"]
        )
        let plan = try trial.plan([reply(present)])
        #expect(plan.changes.isEmpty)
        #expect(plan.result["groups"] == "adm")
    }

    @Test("what differs is changed, groups are added with append")
    func update() throws {
        let trial = ModuleTrial(
            "user",
            ["name": "www", "shell": "/bin/bash", "groups": ["ssl"], "append": true]
        )
        #expect(
            try trial.plan([reply(present)]).summaries == [
                "groups of the user www", "shell /bin/sh -> /bin/bash of the user www",
            ]
        )
    }

    @Test("a missing user is added; the hash of its password is no argument of a program")
    func creation() throws {
        let trial = ModuleTrial(
            "user",
            ["name": "p", "system": true, "create_home": false, "password": "$6$x"]
        )
        let plan = try trial.plan([reply("")])
        #expect(
            plan.changes.first?.requests
                == [.command(.arguments(["useradd", "-r", "-M", "p"]))]
        )
        var password = ShellCommand.arguments(["chpasswd", "-e"])
        password.input = Array("p:$6$x\n".utf8)
        #expect(plan.changes.dropFirst().first?.requests == [.command(password)])
    }

    @Test("where a group of the name is there already, useradd makes none")
    func groupOfTheName() throws {
        let trial = ModuleTrial("user", ["name": "svc", "create_home": false])
        #expect(
            try trial.plan([reply("group\n")]).changes.first?.requests
                == [.command(.arguments(["useradd", "-N", "-M", "svc"]))]
        )
    }

    @Test("a password is the same with and without the mark of a locked account")
    func lockedPassword() throws {
        let trial = ModuleTrial("user", ["name": "www", "password": "!"])
        #expect(try trial.plan([reply(present)]).changes.isEmpty)
        let other = ModuleTrial("user", ["name": "www", "password": "$6$x"])
        #expect(try other.plan([reply(present)]).summaries == ["password of the user www"])
    }

    @Test("a missing home is made, where one is wanted")
    func missingHome() throws {
        let gone = present.replacing("home\n", with: "")
        #expect(
            try ModuleTrial("user", ["name": "www"]).plan([reply(gone)]).summaries
                == ["make the home /var/www of the user www"]
        )
        let without = ModuleTrial("user", ["name": "www", "create_home": false])
        #expect(try without.plan([reply(gone)]).changes.isEmpty)
    }

    @Test("groups are added, numbered and removed")
    func groups() throws {
        #expect(try ModuleTrial("group", ["name": "g"]).plan([reply("g:x:7:\n")]).changes.isEmpty)
        #expect(
            try ModuleTrial("group", ["name": "g", "system": true]).plan([reply("")]).summaries
                == ["add the group g"]
        )
        #expect(
            try ModuleTrial("group", ["name": "g", "gid": 8]).plan([reply("g:x:7:\n")]).summaries
                == ["number 7 -> 8 of the group g"]
        )
        let failing = try ModuleTrial("group", ["name": "g"]).plan([reply("")])
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try failing.finished([reply("", status: 9, errors: "groupadd: cannot lock\n")])
            } == "could not change the group g: groupadd: cannot lock"
        )
    }
}

import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("authorized_key")
struct AuthorizedKeyModuleTests {
    static let first = "ssh-ed25519 AAAA1 one@a"
    static let second = "ssh-rsa BBBB2 two@b"
    let user = reply("passwd web:x:1001:1002::/home/web:/bin/sh\n")

    func look(_ text: String?) -> HostReply {
        reply(
            (text.map { PrintedState.file($0, printsContent: true) } ?? PrintedState.absent())
                + PrintedState.directory()
        )
    }

    func plan(_ arguments: ValueMap, file text: String?) throws(ModuleFailure) -> Plan {
        let all: ValueMap = ["user": "web", "key": .string(Self.first)]
        return try ModuleTrial("authorized_key", all.merging(arguments)).plan([user], [look(text)])
    }

    func upload(_ plan: Plan) -> FileUpload? {
        for case .upload(let upload) in plan.changes.flatMap(\.requests) { return upload }
        return nil
    }

    func written(_ plan: Plan) -> String? {
        guard case .bytes(let bytes)? = upload(plan)?.source else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("a key that is there changes nothing, whatever the order of its options")
    func inPlace() throws {
        #expect(try plan([:], file: "# mine\n\(Self.first)\n").changes.isEmpty)
        let options = #"from="10.0.0.0/8,::1",no-pty"#
        #expect(
            try plan(
                ["key_options": .string(options)],
                file: #"no-pty,from="10.0.0.0/8,::1" "#
                    + Self.first + "\n"
            ).changes.isEmpty
        )
        #expect(try plan(["state": "absent"], file: Self.second + "\n").changes.isEmpty)
        let plan = try plan(["exclusive": true], file: Self.first + "\n")
        #expect(plan.changes.isEmpty)
        #expect(plan.result["keyfile"] == "/home/web/.ssh/authorized_keys")
        #expect(plan.result["path"] == .null)
    }

    @Test("a new key goes to the end, in a file that is the user's alone")
    func added() throws {
        let plan = try plan([:], file: "# mine\n\n\(Self.second)")
        #expect(written(plan) == "# mine\n\n\(Self.second)\n\(Self.first)\n")
        let upload = upload(plan)
        #expect(upload?.destination == "/home/web/.ssh/authorized_keys")
        #expect(upload?.mode == 0o600 && upload?.owner == "1001" && upload?.group == "1002")
        #expect(plan.changes.flatMap(\.requests).count == 2)
        #expect(written(try self.plan([:], file: nil)) == Self.first + "\n")
    }

    @Test("options and comment of a key that is there are replaced")
    func replaced() throws {
        let plan = try plan(
            ["key_options": "no-pty,command=\"a,b c\"", "comment": "new"],
            file: "\(Self.first)\n\(Self.second)\n"
        )
        #expect(
            written(plan) == "\(Self.second)\nno-pty,command=\"a,b c\" ssh-ed25519 AAAA1 new\n"
        )
    }

    @Test("keys go whatever their options; with 'exclusive' all others do")
    func removed() throws {
        let text = "# mine\nno-pty \(Self.first)\n\(Self.second)\n"
        #expect(
            written(try plan(["state": "absent"], file: text)) == "# mine\n\(Self.second)\n"
        )
        let both = "# two keys\n\(Self.second)\n\n\(Self.first)\n"
        #expect(
            written(try plan(["key": .string(both), "exclusive": true], file: "ssh-rsa C\n"))
                == "\(Self.second)\n\(Self.first)\n"
        )
    }

    @Test("a link is replaced, or followed to the file")
    func links() throws {
        let link = PrintedState.link(to: "keys").split(separator: "\n").prefix(3)
            .joined(separator: "\n")
        let printed =
            link + "\nstat 81a4 0 0 0 11 22 1 1 2 3 8 root root\ncontent 0\n\n"
            + PrintedState.directory()
        for (follows, path, count) in [(true, "/keys", 3), (false, "/home/web/.ssh/k", 4)] {
            let trial = ModuleTrial(
                "authorized_key",
                [
                    "user": "web", "key": .string(Self.first), "follow": .bool(follows),
                    "path": "/home/web/.ssh/k",
                ]
            )
            let plan = try trial.plan([user, reply(printed)])
            #expect(upload(plan)?.destination == path)
            #expect(plan.changes.flatMap(\.requests).count == count)
        }
    }

    @Test("keys come from a file of the target or from its network too")
    func sources() throws {
        let file = try ModuleTrial("authorized_key", ["user": "web", "key": "file:///k.pub"])
            .plan(
                [user, reply(PrintedState.file(Self.second + "\n", printsContent: true))],
                [look(nil)]
            )
        #expect(written(file) == Self.second + "\n")
        let answer = HTTPAnswer(
            status: 200,
            reason: "OK",
            headers: [],
            body: Array((Self.first + "\n").utf8),
            url: "https://a/web.keys"
        )
        let trial = ModuleTrial("authorized_key", ["user": "web", "key": "https://a/web.keys"])
        #expect(
            written(try trial.plan([user, .http(.response(answer))], [look(nil)]))
                == Self.first + "\n"
        )
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try trial.plan([user, .http(.failed("refused"))])
            } == "Error getting key from: https://a/web.keys"
        )
    }

    @Test("what is no key, and a user who is not there, fail the task")
    func refused() throws {
        #expect(
            failureMessage { () throws(ModuleFailure) in try plan(["key": "ssh-rsa"], file: nil) }
                == "invalid key specified: ssh-rsa"
        )
        var trial = ModuleTrial("authorized_key", ["user": "nn", "key": .string(Self.first)])
        #expect(
            failureMessage { () throws(ModuleFailure) in try trial.plan([reply("")]) }
                == "Failed to lookup user nn: \"getpwnam(): name not found: 'nn'\""
        )
        trial.isCheckMode = true
        #expect(
            failureMessage { () throws(ModuleFailure) in try trial.plan([reply("")]) }
                == "Either user must exist or you must provide full path to key file in check mode"
        )
        trial.arguments["path"] = "/etc/keys/nn"
        #expect(try trial.plan([reply(""), look(nil)]).isChange)
    }
}

import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("apt_key")
struct AptKeyModuleTests {
    static let ring = """
        /etc/apt/trusted.gpg
        --------------------
        pub   rsa4096/AAAABBBBCCCCDDDD 2020-01-01 [SC]
        pub   rsa4096/1111222233334444 2001-01-01 [SC] [expired: 2002-01-01]

        """
    let named = reply("pub:-:4096:1:EEEEFFFF00001111:1:::-:::scESC:\nsub:-:1:1:9:\n")

    func trial(_ arguments: ValueMap) -> ModuleTrial { ModuleTrial("apt_key", arguments) }

    func input(_ plan: Plan) -> String? {
        guard case .command(let command)? = plan.changes.first?.requests.first else { return nil }
        return command.input.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("a key that is there changes nothing, and is not read again")
    func inPlace() throws {
        let id: Value = "0x00001111aaaabbbbccccdddd"
        let plan = try trial(["id": id, "url": "https://a/k"]).plan([reply(Self.ring)])
        #expect(plan.changes.isEmpty)
        #expect(plan.result["short_id"] == "CCCCDDDD")
        #expect(plan.result["fp"] == "AAAABBBBCCCCDDDD")
        #expect(plan.result["before"] == ["AAAABBBBCCCCDDDD"])
        #expect(
            try trial(["id": "ccccdddd", "data": "k"]).plan([reply(Self.ring)]).changes.isEmpty
        )
        #expect(
            try trial(["id": "EEEEFFFF00001111", "state": "absent"]).plan([reply(Self.ring)])
                .changes.isEmpty
        )
    }

    @Test("a key without an id is named by gpg, then added")
    func data() throws {
        let plan = try trial(["data": "KEY"]).plan([reply(Self.ring)], [named])
        #expect(input(plan) == "KEY")
        #expect(plan.result["id"] == "EEEEFFFF00001111")
        let after = Self.ring + "pub   rsa4096/EEEEFFFF00001111 2020-01-01 [SC]\n"
        let result = try plan.finished([reply(""), reply(after)])
        #expect(result.values["after"] == ["AAAABBBBCCCCDDDD", "EEEEFFFF00001111"])
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try plan.finished([reply(""), reply(Self.ring)])
            }?.contains("failed to add the key") == true
        )
    }

    @Test("a key from an address is downloaded only where it is missing")
    func url() throws {
        let answer = HTTPAnswer(
            status: 200,
            reason: "OK",
            headers: [],
            body: Array("KEY".utf8),
            url: "https://a/k"
        )
        var trial = trial(["id": "EEEEFFFF00001111", "url": "https://a/k"])
        let plan = try trial.plan([reply(Self.ring)], [.http(.response(answer))])
        #expect(input(plan) == "KEY")
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try trial.plan([reply(Self.ring)], [.http(.failed("refused"))])
            } == "Failed to download key at https://a/k: refused"
        )
        trial.isCheckMode = true
        #expect(try trial.plan([reply(Self.ring)]).isChange)
    }

    @Test("a key goes by its last digits")
    func removed() throws {
        let plan = try trial(["id": "AAAABBBBCCCCDDDD", "state": "absent", "keyring": "/r.gpg"])
            .plan([reply(Self.ring)])
        guard case .command(let command)? = plan.changes.first?.requests.first,
            case .script(_, let parameters) = command.program
        else { return }
        #expect(parameters == ["/r.gpg", "del", "CCCCDDDD"])
    }

    @Test("what cannot be is refused")
    func refused() {
        let cases: [(ValueMap, [HostReply], String)] = [
            (["id": "xyz"], [], "Invalid key_id"),
            (["id": "123456789"], [], "Invalid key_id"),
            (["state": "absent"], [], "key is required to remove a key"),
            (["id": "CCCCDDDD"], [], "there is no key to add"),
            (
                ["id": "CCCCDDDD", "data": "k"],
                [
                    reply(
                        "",
                        status: 127,
                        errors: "Failed to find required executable \"apt-key\"\n"
                    )
                ],
                "Failed to find required executable \"apt-key\""
            ),
            (["data": "k"], [reply("", status: 2)], "Unable to list public keys"),
        ]
        for (arguments, replies, words) in cases {
            let message = failureMessage { () throws(ModuleFailure) in
                try trial(arguments).plan(replies)
            }
            #expect(message?.hasPrefix(words) == true, "\(message ?? "no failure")")
        }
    }
}

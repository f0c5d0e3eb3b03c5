import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("known_hosts")
struct KnownHostsModuleTests {
    func plan(_ arguments: ValueMap, file text: String?) throws(ModuleFailure) -> Plan {
        let all: ValueMap = ["name": "Git.example", "path": "/k"]
        let printed = text.map { PrintedState.file($0, printsContent: true) }
        return try ModuleTrial("known_hosts", all.merging(arguments))
            .plan(printing: printed ?? PrintedState.absent())
    }

    func written(_ plan: Plan) -> String? {
        for case .upload(let upload) in plan.changes.flatMap(\.requests) {
            guard case .bytes(let bytes) = upload.source else { continue }
            return String(decoding: bytes, as: UTF8.self)
        }
        return nil
    }

    let key: Value = "git.example ssh-rsa AAAA"

    @Test("a key that is there changes nothing")
    func inPlace() throws {
        #expect(
            try plan(["key": key], file: "x ssh-rsa B\ngit.example ssh-rsa AAAA note\n")
                .changes.isEmpty
        )
        #expect(try plan(["state": "absent"], file: "x ssh-rsa B\n").changes.isEmpty)
        #expect(try plan(["state": "absent"], file: nil).changes.isEmpty)
    }

    @Test("a new key goes to the end; one of the same type is replaced")
    func added() throws {
        #expect(written(try plan(["key": key], file: nil)) == "git.example ssh-rsa AAAA\n")
        #expect(
            written(try plan(["key": key], file: "git.example ssh-dss C"))
                == "git.example ssh-dss C\ngit.example ssh-rsa AAAA\n"
        )
        #expect(
            written(try plan(["key": key], file: "git.example,10.0.0.1 ssh-rsa C\n# n\n"))
                == "# n\ngit.example ssh-rsa AAAA\n"
        )
    }

    @Test("lines of the host go, by pattern too; those of authorities stay")
    func removed() throws {
        let text = """
            *.example,!x.example ssh-rsa B
            @cert-authority *.example ssh-rsa C
            other ssh-rsa D
            |1|iYWFhYWFhYWFhYWFhYWFhYWFhYU=|rVqv2s8B9pJpXkQqz1dZ5bJ2b1s= ssh-rsa E

            """
        #expect(
            written(try plan(["state": "absent"], file: text))
                == text.split(separator: "\n").dropFirst().map { $0 + "\n" }.joined()
        )
        #expect(
            written(try plan(["state": "absent", "key": key], file: "git.example ssh-rsa AAAA\n"))
                == ""
        )
        #expect(
            try plan(["state": "absent", "key": key], file: "git.example ssh-dss C\n")
                .changes.isEmpty
        )
    }

    @Test("a hashed name is known again")
    func hashed() throws {
        let first = try #require(
            written(try plan(["key": key, "hash_host": true], file: nil))
        )
        #expect(first.hasPrefix("|1|") && first.hasSuffix("= ssh-rsa AAAA\n"))
        #expect(!first.contains("git"))
        #expect(try plan(["key": key, "hash_host": true], file: first).changes.isEmpty)
        #expect(written(try plan(["key": key], file: first)) == "git.example ssh-rsa AAAA\n")
    }

    @Test("what cannot be is refused in Ansible's words")
    func refused() {
        let cases: [(ValueMap, String)] = [
            ([:], "No key specified when adding a host"),
            (["key": "other ssh-rsa A"], "Host parameter does not match"),
            (["key": "git.example"], "Host parameter does not match"),
            (["name": "a,b", "key": "a,b ssh-rsa A"], "Comma separated list of names"),
        ]
        for (arguments, words) in cases {
            let message = failureMessage { () throws(ModuleFailure) in
                try plan(arguments, file: nil)
            }
            #expect(message?.hasPrefix(words) == true, "\(message ?? "no failure")")
        }
    }
}

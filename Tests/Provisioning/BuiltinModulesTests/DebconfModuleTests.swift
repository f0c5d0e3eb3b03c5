import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("debconf")
struct DebconfModuleTests {
    static let shown = """
        * tzdata/Areas: Europe
          tzdata/Zones/Etc: UTC
        * x/on: true
          x/several: b, a
          x/secret: (password omitted)

        """

    func plan(_ arguments: ValueMap, old: String? = nil) throws(ModuleFailure) -> Plan {
        let all: ValueMap = ["name": "x"]
        return try ModuleTrial("debconf", all.merging(arguments))
            .plan([reply(Self.shown)] + (old.map { [reply($0)] } ?? []))
    }

    func answer(_ question: Value, _ type: Value, _ value: Value) -> ValueMap {
        ["question": question, "vtype": type, "value": value]
    }

    func input(_ plan: Plan) -> String? {
        guard case .command(let command)? = plan.changes.first?.requests.first else { return nil }
        return command.input.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("an answer that is there changes nothing")
    func inPlace() throws {
        #expect(try plan(answer("tzdata/Areas", "select", "Europe")).changes.isEmpty)
        #expect(try plan(answer("x/on", "boolean", true)).changes.isEmpty)
        #expect(try plan(answer("x/several", "multiselect", ["a", "b"])).changes.isEmpty)
        #expect(try plan(answer("x/secret", "password", "s"), old: "0 s\n").changes.isEmpty)
        let told = try plan([:])
        #expect(told.changes.isEmpty)
        #expect(told.result["current"]?["tzdata/Zones/Etc"] == "UTC")
    }

    @Test("an answer goes in on standard input, by its type")
    func answered() throws {
        let plan = try plan(answer("tzdata/Areas", "select", "Asia"))
        #expect(input(plan) == "x tzdata/Areas select Asia\n")
        #expect(plan.result["previous"] == ["tzdata/Areas": "Europe"])
        #expect(plan.result["current"] == ["tzdata/Areas": "Asia"])
        #expect(input(try self.plan(answer("x/on", "boolean", false))) == "x x/on boolean false\n")
        #expect(
            input(try self.plan(answer("x/several", "multiselect", ["a", "c"])))
                == "x x/several multiselect a, c\n"
        )
        let unseen = try self.plan(answer("x/new", "string", "a b").merging(["unseen": true]))
        #expect(input(unseen) == "x x/new string a b\n")
        guard case .command(let command)? = unseen.changes.first?.requests.first else { return }
        #expect(command.program == .arguments(["debconf-set-selections", "-u"]))
    }

    @Test("an old password is nowhere in the result")
    func password() throws {
        let plan = try plan(answer("x/secret", "password", "new"), old: "0 hidden\n")
        #expect(plan.isChange)
        #expect(!Value.map(plan.result).json().contains("hidden"))
        #expect(plan.summaries == ["answer x/secret of x"])
    }

    @Test("what would be several answers is refused")
    func refused() {
        let cases: [(ValueMap, String)] = [
            (answer("x/a", "string", "a\nx x/b string c"), "an answer of debconf is a single line"),
            (answer("x/a b", "string", "c"), "the names of package and question are single words"),
            (["name": "--db"], "the names of package and question are single words"),
        ]
        for (arguments, message) in cases {
            #expect(
                failureMessage { () throws(ModuleFailure) in try plan(arguments) } == message
            )
        }
    }
}

import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("proxy_runtime")
struct ProxyRuntimeModuleTests {
    func answer(_ text: String) -> HostReply { .exchange(.answer(Array(text.utf8))) }

    func servers(_ rows: [(name: String, operation: Int, admin: Int)]) -> HostReply {
        let header =
            "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight\n"
        let lines = rows.enumerated().map { index, row in
            "4 api \(index + 1) \(row.name) 10.0.0.2 \(row.operation) \(row.admin) 1 2\n"
        }
        return answer(header + lines.joined())
    }

    func stat(_ rows: [(name: String, current: Int, status: String)]) -> HostReply {
        let lines = rows.map { "api,\($0.name),0,0,\($0.current),1,,2,\($0.status),\n" }
        return answer(
            "# pxname,svname,qcur,qmax,scur,smax,slim,stot,status,\n" + lines.joined()
                + "api,BACKEND,0,0,0,1,,2,UP,\n"
        )
    }

    let socket: ValueMap = ["socket": "/run/p.sock", "backend": "api"]

    @Test("a server in the wanted state: no changes and no waiting")
    func inPlace() throws {
        let trial = ModuleTrial(
            "proxy_runtime",
            socket.merging(["server": "a", "state": "drain", "wait": "idle"])
        )
        let plan = try trial.plan([
            servers([("a", 2, 8), ("b", 2, 0)]), stat([("a", 0, "DRAIN"), ("b", 3, "UP")]),
        ])
        #expect(plan.changes.isEmpty)
        #expect(plan.wait?.subject == nil)
    }

    @Test("a server is drained and waited for; the wait says what is missing")
    func drain() throws {
        let trial = ModuleTrial(
            "proxy_runtime",
            socket.merging(["server": "a", "state": "drain", "wait": "idle", "timeout": 30])
        )
        let plan = try trial.plan([servers([("a", 2, 0)]), stat([("a", 4, "UP")])])
        #expect(plan.summaries == ["server api/a ready -> drain"])
        let wait = try #require(plan.wait)
        #expect(wait.subject == "a of api to be idle")
        #expect(wait.timeout == .seconds(30))
        guard case .ask(_, let then) = wait.probe() else { return }
        let busy = try then([servers([("a", 2, 8)]), stat([("a", 2, "DRAIN")])])
        guard case .known(.notYet(let missing)) = busy else {
            Issue.record("the wait is over too early")
            return
        }
        #expect(missing == "a has 2 sessions")
    }

    @Test("all servers of a backend, whatever state they are in")
    func all() throws {
        let up = ModuleTrial("proxy_runtime", socket.merging(["wait": "up"]))
        let half = try up.plan([
            servers([("a", 2, 0), ("b", 0, 0)]), stat([("a", 0, "UP"), ("b", 0, "DOWN")]),
        ])
        #expect(half.wait?.subject == "all servers of api to be up")
        let whole = try up.plan([
            servers([("a", 2, 0), ("b", 2, 0)]), stat([("a", 0, "UP"), ("b", 0, "no check")]),
        ])
        #expect(whole.wait?.subject == nil)
    }

    @Test("weights are numbers or percentages of the configured one")
    func weight() throws {
        let same = ModuleTrial("proxy_runtime", socket.merging(["weight": "50%"]))
        let states = [servers([("a", 2, 0)]), stat([("a", 0, "UP")])]
        #expect(try same.plan(states).changes.isEmpty)
        let other = ModuleTrial("proxy_runtime", socket.merging(["weight": "7"]))
        #expect(try other.plan(states).summaries == ["weight 1 -> 7 of server api/a"])
    }

    @Test("unknown backends and servers are named with those that there are")
    func unknown() {
        let trial = ModuleTrial("proxy_runtime", socket.merging(["server": "x", "state": "ready"]))
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try trial.plan([servers([("a", 2, 0)]), stat([("a", 0, "UP")])])
            } == "server 'x' is not in the backend 'api'; there are: a"
        )
        let other = ModuleTrial(
            "proxy_runtime",
            ["socket": "/run/p.sock", "backend": "web", "state": "ready"]
        )
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try other.plan([answer("Can't find backend.\n"), stat([("a", 0, "UP")])])
            } == "backend 'web' is not known to the proxy; there are: api"
        )
        let silent = HostReply.exchange(.failed("connection refused"))
        #expect(
            failureMessage { () throws(ModuleFailure) in try trial.plan([silent, silent]) }
                == "could not ask the proxy at /run/p.sock: connection refused"
        )
    }

    @Test("a name cannot smuggle in another command")
    func smuggling() {
        let trial = ModuleTrial(
            "proxy_runtime",
            socket.merging(["server": "a; disable server api/b", "state": "ready"])
        )
        #expect(
            failureMessage { () throws(ModuleFailure) in try trial.start() }
                == "'a; disable server api/b' cannot be the name of a backend or server"
        )
    }
}

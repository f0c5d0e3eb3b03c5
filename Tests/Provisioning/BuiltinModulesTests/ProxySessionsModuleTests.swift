import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("proxy_sessions")
struct ProxySessionsModuleTests {
    /// Recorded from HAProxy 2.6.12: an operator, a WebSocket, an upload, a download, a request that
    /// waits for its answer.
    static let haproxy = """
        0x55a0: proto=unix_stream src=unix:1 fe=GLOBAL be=<NONE> srv=<none> ts=00 epoch=0 age=0s calls=1 rate=0 cpu=0 lat=0 rq[f=c08000h,i=0,an=00h,rx=,wx=,ax=] rp[f=80008002h,i=0,an=00h,rx=,wx=,ax=] scf=[8,200h,fd=13] scb=[8,1h,fd=-1] exp= rc=0 c_exp=
        0x55a1: proto=tcpv4 src=10.0.0.9:56656 fe=public be=pool srv=one ts=00 epoch=0x1 age=1h5m calls=3 rate=0 cpu=0 lat=0 rq[f=8c48000h,i=0,an=00h,rx=59m59s,wx=59m59s,ax=] rp[f=88048000h,i=0,an=00h,rx=59m59s,wx=59m59s,ax=] scf=[8,0h,fd=11] scb=[8,11h,fd=12] exp=0s rc=0 c_exp=
        0x55a2: proto=tcpv4 src=10.0.0.9:57980 fe=public be=pool srv=one ts=00 epoch=0 age=1s calls=3 rate=1 cpu=0 lat=0 rq[f=c40000h,i=0,an=8000h,rx=,wx=,ax=] rp[f=80400000h,i=0,an=1400000h,rx=28s,wx=,ax=] scf=[8,0h,fd=9] scb=[8,1h,fd=13] exp=28s rc=0 c_exp=
        0x55a3: proto=tcpv4 src=10.0.0.9:57986 fe=public be=pool srv=one ts=00 epoch=0 age=12s calls=4 rate=1 cpu=0 lat=0 rq[f=49c40000h,i=0,an=8000h,rx=,wx=,ax=] rp[f=80040000h,i=0,an=4000000h,rx=28s,wx=,ax=] scf=[8,80h,fd=11] scb=[8,11h,fd=14] exp=28s rc=0 c_exp=
        0x55a4: proto=tcpv6 src=::1:57964 fe=inside be=<NONE> srv=<none> ts=00 epoch=0 age=2m3s calls=3 rate=1 cpu=0 lat=0 rq[f=49c40000h,i=0,an=8000h,rx=,wx=,ax=] rp[f=80400000h,i=0,an=1400000h,rx=28s,wx=,ax=] scf=[8,80h,fd=8] scb=[8,11h,fd=12] exp=28s rc=0 c_exp=

        """
    static let statistics = """
        # pxname,svname,qcur,qmax,scur,smax
        public,FRONTEND,,,5,9
        inside,FRONTEND,,,1,9
        pool,one,0,0,3,4
        pool,BACKEND,0,0,3,4

        """

    let socket: ValueMap = ["socket": "/run/p.sock"]

    func answer(_ text: String) -> HostReply { .exchange(.answer(Array(text.utf8))) }

    func plan(_ arguments: ValueMap, sessions: String = Self.haproxy) throws -> Plan {
        try ModuleTrial("proxy_sessions", socket.merging(arguments))
            .plan([answer(sessions), answer(Self.statistics)])
    }

    @Test("sessions are told with their kind, age and parties, the operators' own left out")
    func listing() throws {
        let plan = try plan([:])
        #expect(plan.changes.isEmpty)
        #expect(plan.wait?.subject == nil)
        let sessions = try #require(plan.result["sessions"]?.list)
        let texts = sessions.map { session in
            ["id", "kind", "client", "frontend", "server"].map { session[$0]?.string ?? "-" }
                .joined(separator: " ") + " \(session["age"]?.integer ?? -1)"
        }
        #expect(
            texts == [
                "0x55a1 tunnel 10.0.0.9:56656 public one 3900",
                "0x55a2 upload 10.0.0.9:57980 public one 1",
                "0x55a3 download 10.0.0.9:57986 public one 12",
                "0x55a4 waiting ::1:57964 inside - 123",
            ]
        )
        #expect(plan.result["connections"] == 6)
        #expect(plan.result["idle"] == 2)
    }

    @Test("one frontend of several; one that there is not is named with those that there are")
    func frontends() throws {
        let plan = try plan(["frontend": "inside"])
        #expect(plan.result["sessions"]?.list?.count == 1)
        #expect(plan.result["idle"] == 0)
        #expect(
            failureMessage { () throws(ModuleFailure) in
                _ = try ModuleTrial(
                    "proxy_sessions",
                    ["socket": "/run/p.sock", "frontend": "publc"]
                ).plan([answer(Self.haproxy), answer(Self.statistics)])
            } == "frontend 'publc' is not known to the proxy; there are: public, inside"
        )
    }

    @Test("waiting never fails: what is left when time is up is told")
    func waiting() throws {
        let idle = try plan(["frontend": "inside", "wait": 5], sessions: "\n")
        #expect(idle.wait != nil, "a connection without a request is waited for too")
        let plan = try plan(["wait": 1])
        let wait = try #require(plan.wait)
        guard case .ask(_, let then) = wait.probe() else { return }
        guard
            case .known(.notYet(let missing)) = try then([
                answer(Self.haproxy), answer(Self.statistics),
            ])
        else {
            Issue.record("the wait is over too early")
            return
        }
        #expect(missing == "4 sessions and 2 idle connections")
        let none = "# pxname,svname,qcur,qmax,scur\npublic,FRONTEND,,,0\n"
        guard case .known(.reached(let facts)) = try then([answer("\n"), answer(none)]) else {
            Issue.record("the wait is not over")
            return
        }
        #expect(facts["left"] == .list([]))
    }

    @Test("an answer that tells no sessions is shown")
    func silent() {
        #expect(
            failureMessage { () throws(ModuleFailure) in
                _ = try ModuleTrial("proxy_sessions", ["socket": "/run/p.sock"])
                    .plan([answer("Permission denied\n"), answer(Self.statistics)])
            } == "the proxy at /run/p.sock does not tell its sessions: Permission denied"
        )
    }
}

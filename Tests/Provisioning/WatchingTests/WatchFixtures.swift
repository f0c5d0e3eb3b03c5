import HostConnections

@testable import Watching

/// A balancer's replies as its sockets and its host give them.
enum WatchFixtures {
    static let proxy = WatchTarget.Proxy(socket: "/run/admin.sock", configuration: "/etc/p.cfg")
    static let target = WatchTarget(
        host: "lb-1",
        proxies: [proxy],
        addresses: ["10.0.0.20"],
        certificate: "/etc/c.pem"
    )

    static func statistics(requests: Int, errors: Int) -> String {
        """
        # pxname,svname,scur,req_tot,stot,hrsp_5xx,econ,eresp,status,check_status,check_code,\
        check_duration,last_chk,type,
        public,FRONTEND,5,\(requests),9,\(errors),,,OPEN,,,,,0,
        api,a,2,\(requests / 2),9,0,\(errors),0,UP 1/2,L7OK,200,3,,2,
        api,b,0,0,0,0,0,0,DOWN,L4CON,,1,Connection refused,2,
        api,BACKEND,2,\(requests),9,\(errors),,,UP,,,,,1,
        answers,BACKEND,0,0,0,0,,,UP,,,,,1,
        """ + "\n"
    }

    static func answer(_ text: String) -> HostReply { .exchange(.answer(Array(text.utf8))) }

    static func replies(
        requests: Int = 100,
        errors: Int = 0,
        uptime: Int = 75,
        host: String = "= addresses\n2: eth0 inet 10.0.0.20/24 scope global\n= same /etc/p.cfg\n"
    ) -> [HostReply] {
        [
            answer(statistics(requests: requests, errors: errors)),
            answer("Name: HAProxy\nVersion: 2.6.12\nUptime_sec: \(uptime)\n"),
            .command(CommandResult(exitStatus: 0, output: Array(host.utf8))),
        ]
    }

    static func look(_ replies: [HostReply]) -> BalancerLook? {
        let question = BalancerQuestion(target: target, proxies: target.proxies)
        guard case .look(let look) = question.answer(replies) else { return nil }
        return look
    }

    /// The state of a host with a balancer.
    static func host(
        _ name: String,
        _ state: BalancerState,
        hasCertificate: Bool = false
    ) -> WatchState.Host {
        WatchState.Host(
            name: name,
            addresses: ["10.0.0.20"],
            hasCertificate: hasCertificate,
            knowledge: .balancer(state)
        )
    }
}

import Drilling
import TestSupport
import Testing

extension SiteTests {
    /// The engines that the role `proxy` installs.
    fileprivate static let engines = ["switchyard", "haproxy"]

    @Test("a third API server joins the pool in place and answers")
    func thirdServer() throws {
        try withScratchDirectory { folder in
            try write(
                [
                    "hosts.yml": """
                    all:
                      children:
                        containers:
                          children:
                            api_backends:
                              hosts:
                                backend-api-3:
                                  ansible_incus_host: incus-a
                                  instance_address: "{{ lab_prefix }}.1.23"
                    """
                ],
                below: folder
            )
            let process = try lab.proxyProcess()
            let (run, load) = try lab.underLoad {
                try lab.provision("site.yml", "-i", folder)
            }
            #expect(run.status == 0, "\(run.output)")
            #expect(load.failedCount == 0, "\(load.failures)")
            #expect(load.answers.map(\.server).contains("backend-api-3"))
            #expect(try lab.proxyProcess() == process)
        }
        let back = try lab.provision("site.yml")
        #expect(back.status == 0, "\(back.output)")
        #expect(try !lab.proxyConfiguration().contains("backend-api-3"))
    }

    @Test("the failover playbook and the drill pass with either engine", arguments: engines)
    func failover(engine: String) throws {
        let choice = "proxy_engine=\(engine)"
        let installed = try lab.provision("site.yml", "-e", choice)
        #expect(installed.status == 0, "\(installed.output)")
        let playbook = try lab.provision("failover.yml", "-e", choice)
        #expect(playbook.status == 0, "\(playbook.output)")
        let drill = try lab.switchyard(
            "drill", "drills/backend-loss.yml", "-i", lab.inventory, "-e", choice
        )
        #expect(drill.status == 0, "\(drill.output)")
        #expect(drill.output.contains("verdict: Pass"))
        #expect(drill.output.contains(" 0 failed"))
    }

    @Test("a drill whose fault has no effect proves nothing")
    func inconclusiveDrill() throws {
        try withScratchDirectory { folder in
            try write(
                [
                    "nothing.yml": """
                    name: Nothing breaks
                    hosts: load_balancers
                    load: {url: "http://{{ instance_address }}/", rate: 50, before: 1s, after: 1s}
                    healthy: [{name: fine, assert: {that: true}}]
                    fault: [{name: nothing, debug: {msg: nothing}}]
                    effect: [{name: something broke, assert: {that: false}}]
                    restore: [{name: nothing, debug: {msg: nothing}}]
                    recovered: [{name: fine, assert: {that: true}}]
                    limits: {failed: 0}
                    """
                ],
                below: folder
            )
            let drill = try lab.switchyard(
                "drill", "\(folder)/nothing.yml", "-i", lab.inventory
            )
            #expect(drill.status == 3, "\(drill.output)")
            #expect(drill.output.contains("verdict: Inconclusive"))
        }
    }
}

import Foundation
import LinuxSystem
import TestSupport
import Testing

@Suite("watching balancers")
struct WatchTests {
    /// A scene whose inventory says where the proxy of `web` is; `other` has none.
    private func withSite(_ body: (DrillScene) throws -> Void) throws {
        try DrillScene.with { scene in
            let folder = scene.folder
            let hosts = """
                web proxy_admin_socket=\(folder)/admin.sock proxy_config_path=\(folder)/proxy.cfg
                gone ansible_connection=ssh ansible_host=127.0.0.1 ansible_port=1
                [load_balancers]
                web
                [load_balancers:vars]
                keepalived_addresses=['127.0.0.1/8']
                [all:vars]
                ansible_connection=local
                """
            let certificate = try TestCertificate(name: "lb.test").whole
            try write(
                [
                    "hosts": hosts, "proxy.cfg": "a", "proxy.cfg.proven": "b",
                    "server.pem": certificate,
                ],
                below: folder
            )
            try body(scene)
        }
    }

    private func watch(_ scene: DrillScene, _ options: String...) throws -> CommandRun {
        let words = ["watch", "-i", "\(scene.folder)/hosts", "--every", "0.3"] + options
        return try CommandRun.of([builtProgram("switchyard")] + words)
    }

    @Test("one look shows the pool, the address, the certificate and a configuration that differs")
    func once() throws {
        try withSite { scene in
            let run = try watch(scene, "-e", "tls_cert_path=\(scene.folder)/server.pem")
            #expect(run.status == 0, "\(run.output)")
            #expect(run.output.contains("127.0.0.1 is held by web\n"))
            #expect(run.output.contains("\nweb  switchyard-proxy "), "\(run.output)")
            #expect(run.output.contains(" 0.0 req/s  0.0 err/s  0 sessions\n"), "\(run.output)")
            #expect(run.output.contains("\n  certificate "), "\(run.output)")
            #expect(run.output.contains("the configuration file differs from what ran last"))
            #expect(run.output.contains("\n    a "), "\(run.output)")
            #expect(!run.output.contains("\u{1B}"))
        }
    }

    @Test("the record tells rates of the traffic between two looks")
    func record() throws {
        try withSite { scene in
            let program = [builtProgram("switchyard"), "watch", "-i", "\(scene.folder)/hosts"]
            let running = try RunningCommand(program + ["--every", "1", "--json"])
            let end = MonotonicClock.now + .seconds(60)
            while running.output.isEmpty, MonotonicClock.now < end {
                _ = try? exchange(scene)
                MonotonicClock.sleep(for: .milliseconds(20))
            }
            let run = running.wait()
            #expect(run.status == 0, "\(run.output)")
            let record = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
            let hosts = (record as? [String: Any])?["hosts"] as? [[String: Any]]
            let web = try #require(hosts?.first)
            #expect(web["state"] as? String == "answers")
            #expect(try #require(web["requests_per_second"] as? Double) > 0)
            #expect(web["configuration"] as? String == "differs")
        }
    }

    private func exchange(_ scene: DrillScene) throws {
        _ = try CommandRun.of(["curl", "-s", "-m", "2", "http://127.0.0.1:\(scene.port)/"])
    }

    @Test("a host that does not answer is shown as such beside the others, and fails the look")
    func silent() throws {
        try withSite { scene in
            let run = try watch(scene, "--once", "all")
            #expect(run.status == 4, "\(run.output)")
            let text = "\ngone  does not answer: connection to 127.0.0.1"
            #expect(run.output.contains(text), "\(run.output)")
            #expect(run.output.contains("\n    a "), "\(run.output)")
        }
    }

    @Test("a pattern that matches nothing is refused")
    func nothing() throws {
        try withSite { scene in
            let run = try watch(scene, "nobody")
            #expect(run.status == 4)
            #expect(run.output.contains("unknown host pattern 'nobody'"))
        }
    }

    @Test("on a terminal the page has its own screen, and 'q' gives the terminal back")
    func screen() throws {
        try withSite { scene in
            let keyboard = "\(scene.folder)/keyboard"
            _ = try CommandRun.of(["mkfifo", keyboard])
            let keys = try FileSystem.open(keyboard, .readWrite)
            defer { keys.close() }
            let words = [builtProgram("switchyard"), "watch", "-i", "\(scene.folder)/hosts"]
            let command = words.joined(separator: " ") + "; echo ended with $?; stty -a"
            let running = try RunningCommand([
                "sh", "-c", #"script -qec "$1" /dev/null < "$2""#, "sh", command, keyboard,
            ])
            let end = MonotonicClock.now + .seconds(60)
            while !running.output.contains("is held by web"), MonotonicClock.now < end {
                MonotonicClock.sleep(for: .milliseconds(20))
            }
            try keys.writeAll("q")
            let run = running.wait()
            #expect(run.output.contains("\u{1B}[?1049h"))
            #expect(run.output.contains("127.0.0.1 is held by web"), "\(run.output)")
            #expect(run.output.contains("\u{1B}[?25h\u{1B}[?1049l"))
            #expect(run.output.contains("ended with 0"))
            #expect(run.output.contains(" icanon"))
            #expect(run.output.contains(" echo "))
        }
    }
}

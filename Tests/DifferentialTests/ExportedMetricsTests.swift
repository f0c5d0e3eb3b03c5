import Foundation
import LinuxSystem
import TestSupport
import Testing

/// The rules and the dashboard of `watching/` against those who read them.
@Suite("metrics that rules and dashboard ask for")
struct ExportedMetricsTests {
    private static let folder = "\(Package.folder)/watching"

    @Test(
        "HAProxy exports every one of them",
        .enabled(if: haproxyIsInstalled),
        arguments: ["prometheus-rules.yml", "grafana-dashboard.json"]
    )
    func exported(_ file: String) throws {
        let text = try FileSystem.readText("\(Self.folder)/\(file)")
        // A name between colons is one that the rules record themselves.
        let names = Set(
            text.matches(of: /[a-z0-9_:]*haproxy_[a-z0-9_:]+/).map { String($0.output) }
        )
        .filter { !$0.contains(":") }
        #expect(names.count > 5)
        let port = try freePort()
        try withProxy(.haproxy, configuration: Self.configuration(port), waitingFor: port) { _ in
            let url = "http://127.0.0.1:\(port)/metrics"
            let metrics = try CommandRun.of(["curl", "-s", "-m", "10", url]).output
            for name in names {
                #expect(metrics.contains("\n# TYPE \(name) "), "\(name) is not exported")
            }
        }
    }

    private static func configuration(_ port: UInt16) -> String {
        """
        defaults
            mode http
            timeout connect 1s
            timeout client 10s
            timeout server 10s
        frontend metrics
            bind 127.0.0.1:\(port)
            http-request use-service prometheus-exporter if { path /metrics }
            default_backend pool
        backend pool
            server a 127.0.0.1:9 check
        """ + "\n"
    }

    private static let promtool = "/usr/bin/promtool"

    @Test(
        "promtool accepts the rules, and they do what their tests say"
    )
    func rules() throws {
        for words in [
            ["check", "rules", "prometheus-rules.yml"],
            ["test", "rules", "prometheus-rules-tests.yml"],
        ] {
            let script = #"cd "$1" && shift && exec "$@""#
            let run = try CommandRun.of(
                ["sh", "-c", script, "sh", Self.folder, Self.promtool] + words
            )
            #expect(run.status == 0, "\(run.output)")
        }
    }
}

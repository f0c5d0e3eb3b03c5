import Drilling
import LinuxSystem
import TestSupport

extension Lab {
    /// Sends requests at fixed times while a body runs, and until at least `count` were sent; to the
    /// first load balancer, or to an address.
    func underLoad<Result>(
        at other: String? = nil,
        requests count: Int = 5_000,
        rate: Int = 500,
        _ body: () throws -> Result
    ) throws -> (result: Result, load: LoadSummary) {
        let host = other ?? balancer
        guard
            let target = LoadTarget(url: "http://\(host)/api/v1/health"),
            let address = SocketAddress(numeric: host, port: 80)
        else { throw LabMissing(output: "no address of the load balancer") }
        let load = try OpenLoad(
            of: target,
            at: address,
            rate: rate,
            clientCount: 32,
            timeout: .seconds(10)
        )
        let result: Result
        do {
            result = try body()
        } catch {
            _ = load.stop()
            throw error
        }
        while load.summary.sentCount < count { MonotonicClock.sleep(for: .milliseconds(100)) }
        return (result, load.stop())
    }

    /// The process number and the reloads of the proxy, to see what happened to it.
    func proxyProcess() throws -> String {
        try inside("lb-1", on: "incus-a", "systemctl show -p MainPID switchyard-proxy").output
    }

    /// The configuration in the load balancer's container.
    func proxyConfiguration() throws -> String {
        try inside("lb-1", on: "incus-a", "cat /etc/switchyard-proxy/proxy.cfg").output
    }

    /// How often the proxy was reloaded since its container started.
    func reloadCount() throws -> Int {
        let run = try inside(
            "lb-1",
            on: "incus-a",
            "journalctl -b -u switchyard-proxy -o cat | grep -c ^Reloading"
        )
        return Int(run.lines.first ?? "") ?? 0
    }
}

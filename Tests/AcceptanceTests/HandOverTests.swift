import Drilling
import Foundation
import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// A planned change of a pair: the address moves first, and nobody notices.
extension SiteTests {
    /// How many hand-overs in a row are tried; `HAND_OVERS` says another number.
    private static let handOverCount =
        ProcessInfo.processInfo.environment["HAND_OVERS"].flatMap { Int($0) } ?? 2

    @Test("hand-overs in a row lose no request, and leave nothing behind on either node")
    func handOversInARow() throws {
        let ready = try lab.change("site.yml")
        #expect(ready.status == 0, "\(ready.output)")
        var holder = try #require(try lab.waitForHolders(1).first)
        let before = try lab.pair.map { try leftBehind(on: $0) }
        let load = try LoadMix(lab.mixedTraffic)
        defer { _ = load.stop() }
        for number in 1...Self.handOverCount {
            let run = try lab.change("hand-over.yml", "keepalived_hand_over_seconds=5")
            #expect(run.status == 0, "hand-over \(number): \(run.output)")
            let next = try #require(try lab.waitForHolders(1).first)
            #expect(next != holder, "hand-over \(number): \(run.output)")
            holder = next
        }
        expectNothingLost(load.stop(), moves: Self.handOverCount)
        // What is still closing is gone in a moment.
        MonotonicClock.sleep(for: .seconds(2))
        for (before, after) in zip(before, try lab.pair.map { try leftBehind(on: $0) }) {
            // A few connections to servers more or less are kept for the next request.
            #expect(after.descriptors <= before.descriptors + 100)
            #expect(after.rest == before.rest)
        }
    }

    /// What could pile up on a node: descriptors of the proxy; those of keepalived, rules of the
    /// kernel, failed units.
    private func leftBehind(on node: PairNode) throws -> (descriptors: Int, rest: [String]) {
        let look = """
            for name in switchyard-prox keepalived; do for process in $(pgrep -o -x $name); do \
            ls /proc/$process/fd | wc -l; done; done; nft list tables | wc -l; \
            systemctl list-units --failed --plain --no-legend | wc -l
            """
        let lines = try lab.inside(node.name, on: node.host, look).lines
        return (lines.first.flatMap { Int($0) } ?? 0, Array(lines.dropFirst()))
    }

    private func expectNothingLost(_ measures: DrillMeasures, moves: Int) {
        for traffic in measures.traffic where !traffic.isWebSocket {
            let load = traffic.load
            #expect(load.failedCount == 0, "\(traffic.name): \(load.failures)")
            #expect(load.sentCount > 0, "\(traffic.name)")
            #expect(load.slowest.map { $0 < .seconds(5) } == true, "\(traffic.name)")
        }
        for chat in measures.traffic where chat.isWebSocket {
            #expect(chat.closures.count >= moves)
            #expect(chat.closures.allSatisfy { $0.reopened != nil })
        }
    }

    @Test(
        "a rolling change under load loses no request, an upload and WebSockets included",
        arguments: ["haproxy", "switchyard"]
    )
    func rollingChange(engine: String) throws {
        let choice = "proxy_engine=\(engine)"
        let ready = try lab.change("site.yml", choice)
        #expect(ready.status == 0, "\(ready.output)")
        let load = try LoadMix(lab.mixedTraffic)
        defer { _ = load.stop() }
        let upload = try SlowUpload(to: lab.sharedAddress)
        let restarts = engine == "switchyard"
        let run = try lab.change(
            "rolling.yml",
            choice,
            "proxy_timeout_queue=7s",
            "keepalived_hand_over_seconds=8",
            "rolling_restart=\(restarts)"
        )
        #expect(run.status == 0, "\(run.output)")
        expectNothingLost(load.stop(), moves: 1)
        #expect(try upload.status() == 200)
        #expect(
            run.output.contains("not ended after 8 s, and cut when the address moves: tunnel of")
        )
        let path = restarts ? "switchyard-proxy/proxy.cfg" : "haproxy/haproxy.cfg"
        for node in lab.pair {
            let file = try lab.inside(node.name, on: node.host, "cat /etc/\(path)").output
            #expect(file.contains("timeout queue 7s"))
        }
    }

    @Test("a node that fails its verification stays out, the run stops, and the other one serves")
    func failedVerification() throws {
        let ready = try lab.change("site.yml")
        #expect(ready.status == 0, "\(ready.output)")
        let holder = try #require(try lab.waitForHolders(1).first)
        let first = try #require(lab.pair.first { $0 != holder })
        let mark = "cat /etc/keepalived/out-of-service"
        let load = try LoadMix(lab.mixedTraffic)
        defer { _ = load.stop() }
        let run = try lab.change("rolling.yml", "backend_api_port=1")
        #expect(run.status == 2, "\(run.output)")
        #expect(run.output.contains("Verify"), "\(run.output)")
        #expect(try lab.inside(first.name, on: first.host, mark).lines.first == "1")
        #expect(try lab.inside(holder.name, on: holder.host, mark).lines.first == "0")
        #expect(try lab.holders() == [holder])
        let mended = try lab.change("rolling.yml")
        #expect(mended.status == 0, "\(mended.output)")
        expectNothingLost(load.stop(), moves: 1)
        #expect(try lab.inside(first.name, on: first.host, mark).lines.first == "0")
        #expect(try lab.waitForHolders(1) == [first])
    }
}

extension Lab {
    /// Provisions with these variables, and a pair that does not move its address because the machine
    /// is busy with something else.
    fileprivate func change(_ playbook: String, _ variables: String...) throws -> CommandRun {
        let patience = ["keepalived_alive_timeout=2s", "keepalived_advert_interval=0.5"]
        let options = (patience + variables).flatMap { ["-e", $0] }
        return try CommandRun.of(provisionCommand(playbook, options))
    }

    /// 500 requests a second at the pair's address, kept and fresh connections, POST too, and
    /// WebSockets whose clients open them again.
    var mixedTraffic: [LoadTraffic] {
        let requests = ["pages", "visitors", "orders"].map { name in
            var traffic = traffic(name, "http://\(sharedAddress)/api/v1/health")
            traffic.rate = name == "orders" ? 20 : 240
            traffic.keepsConnections = name != "visitors"
            if name == "orders" {
                traffic.method = "POST"
                traffic.body = Array("one".utf8)
                traffic.isIdempotent = false
            }
            return traffic
        }
        var chat = traffic("chat", "ws://\(sharedAddress)/ws")
        chat.rate = 5
        chat.clientCount = 3
        return requests + [chat]
    }

    private func traffic(_ name: String, _ url: String) -> LoadTraffic {
        guard let target = LoadTarget(url: url),
            let address = SocketAddress(numeric: sharedAddress, port: 80)
        else { preconditionFailure("\(url) is no address") }
        return LoadTraffic(
            name: name,
            target: target,
            address: address,
            rate: 1,
            clientCount: 32,
            timeout: .seconds(10)
        )
    }
}

/// A request whose body takes some seconds to send.
final class SlowUpload: Sendable {
    private let outcome: LinuxSystem.Thread
    private let result = Outcome()

    private final class Outcome: @unchecked Sendable {
        // Read after the thread has ended.
        var status: Int?
    }

    init(to address: String) throws {
        guard let there = SocketAddress(numeric: address, port: 80) else {
            throw LabMissing(output: "\(address) is no address")
        }
        let result = result
        outcome = try LinuxSystem.Thread.start(name: "upload") {
            guard let client = try? TestClient(to: there) else { return }
            let head = "POST /api/v1/health HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n\r\n"
            guard (try? client.send(head)) != nil else { return }
            for _ in 0..<40 {
                MonotonicClock.sleep(for: .milliseconds(100))
                guard (try? client.send([UInt8](repeating: 0x78, count: 1000))) != nil else {
                    return
                }
            }
            result.status = (try? client.readResponse())??.status
        }
    }

    /// Waits for the answer; nil when there was none.
    func status() throws -> Int? {
        outcome.join()
        return result.status
    }
}

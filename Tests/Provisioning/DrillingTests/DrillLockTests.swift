import HostConnections
import LinuxSystem
import TestSupport
import Testing

@testable import Drilling

@Suite("the lock of drills")
struct DrillLockTests {
    private let name = "switchyard-drill-test-\(randomName(count: 8)).lock"

    private func run(_ script: ShellScript, _ token: String, lease: Int = 30) throws -> CommandRun {
        try CommandRun.of([
            "sh", "-c", script.text, "sh", name, token, "\(lease)", "drill of \(token)",
        ])
    }

    @Test("of two only one has it, until it is given back")
    func twice() throws {
        #expect(try run(DrillLockScripts.take, "one").status == 0)
        let second = try run(DrillLockScripts.take, "two")
        #expect(second.status == DrillLockScripts.heldStatus)
        #expect(second.output.hasPrefix("drill of one; its lock is void in "), "\(second.output)")
        #expect(try run(DrillLockScripts.renew, "one").status == 0)
        #expect(try run(DrillLockScripts.renew, "two").status == DrillLockScripts.heldStatus)
        #expect(try run(DrillLockScripts.release, "two").status != 0)
        #expect(try run(DrillLockScripts.release, "one").status == 0)
        #expect(try run(DrillLockScripts.renew, "one").status == DrillLockScripts.goneStatus)
        #expect(try run(DrillLockScripts.take, "two").status == 0)
        #expect(try run(DrillLockScripts.release, "two").status == 0)
    }

    @Test("who gives no sign of life for longer than its lease has it no more")
    func deadHolder() throws {
        #expect(try run(DrillLockScripts.take, "one", lease: 0).status == 0)
        var second = try run(DrillLockScripts.take, "two")
        while second.status == DrillLockScripts.heldStatus {
            MonotonicClock.sleep(for: .milliseconds(200))
            second = try run(DrillLockScripts.take, "two")
        }
        #expect(second.status == 0, "\(second.output)")
        let late = try run(DrillLockScripts.renew, "one")
        #expect(late.status == DrillLockScripts.heldStatus)
        #expect(late.output == "drill of two\n")
        #expect(try run(DrillLockScripts.release, "two").status == 0)
    }

    @Test("all usual proxies of a host share one lock, another proxy has its own")
    func names() {
        #expect(
            DrillLock.name(ofSocket: nil) == DrillLock.name(ofSocket: "/run/haproxy/admin.sock")
        )
        #expect(DrillLock.name(ofSocket: "/tmp/x.sock") == "switchyard-drill--tmp-x-sock.lock")
    }
}

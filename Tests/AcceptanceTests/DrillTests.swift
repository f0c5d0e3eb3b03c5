import Foundation
import TestSupport
import Testing

/// Drills on the lab: what a kill leaves, and what the role's own defaults do.
extension SiteTests {
    @Test("a drill that is killed leaves a timer on the Incus host that puts the victim back")
    func killedDrill() throws {
        let ready = try lab.provision("site.yml")
        #expect(ready.status == 0, "\(ready.output)")
        try withScratchDirectory { folder in
            let shipped = try String(
                contentsOfFile: "\(Package.folder)/drills/backend-loss.yml",
                encoding: .utf8
            )
            let drill = shipped.replacing("after: 30s", with: "after: 10s")
                .replacing("during: 3s", with: "during: 1m")
            #expect(drill.contains("after: 10s") && drill.contains("during: 1m"))
            try write(["drill.yml": drill], below: folder)
            let running = try RunningCommand([
                Package.binary("switchyard"), "drill", "\(folder)/drill.yml", "-i", lab.inventory,
            ])
            try eventually("fault done") { running.output.contains("fault done") }
            let timers = "systemctl list-timers --all --no-legend 'switchyard-drill-*'"
            let armed = try lab.ssh("incus-a", timers).output
            // Longer than the failsafe takes: while the drill lives, it does not go off.
            Thread.sleep(forTimeInterval: 15)
            #expect(try lab.ssh("incus-a", timers).output.contains("switchyard-drill-"))
            #expect(try stateOfVictim() == "STOPPED")
            running.send(SIGKILL)
            running.wait()
            #expect(armed.contains("switchyard-drill-"), "\(armed)")
            try eventually("the victim runs") { try stateOfVictim() == "RUNNING" }
            try eventually("the timer is gone") { try lab.ssh("incus-a", timers).output.isEmpty }
            // The lock of the one that was killed is void a while after its last sign of life.
            try eventually("the next drill gets the lock") {
                let check = try lab.switchyard(
                    "drill",
                    "\(folder)/drill.yml",
                    "-i",
                    lab.inventory,
                    "--check"
                )
                if check.output.contains("another drill runs") {
                    #expect(check.output.contains("its lock is void in "), "\(check.output)")
                    return false
                }
                return check.status == 0
            }
        }
        let verified = try lab.provision("failover.yml")
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test("the shipped drill passes with the role's own checks, and takes its failsafe away")
    func shippedDrillWithDefaults() throws {
        let defaults = ["-e", "health_check_interval_ms=5000", "-e", "graceful_drain_seconds=30"]
        let ready = try CommandRun.of(lab.provisionCommand("site.yml", defaults))
        #expect(ready.status == 0, "\(ready.output)")
        let drill = try lab.switchyard("drill", "drills/backend-loss.yml", "-i", lab.inventory)
        #expect(drill.status == 0, "\(drill.output)")
        #expect(drill.output.contains("failsafe: taken away"))
        let timers = "systemctl list-timers --all --no-legend 'switchyard-drill-*'"
        #expect(try lab.ssh("incus-a", timers).output.isEmpty)
        let back = try lab.provision("site.yml")
        #expect(back.status == 0, "\(back.output)")
    }

    private func stateOfVictim() throws -> String {
        try lab.ssh("incus-a", "incus list -c s -f csv '^backend-api-1$'").output
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Waits until something holds, two minutes at most.
    private func eventually(_ what: Comment, _ holds: () throws -> Bool) throws {
        for _ in 0..<240 {
            if try holds() { return }
            Thread.sleep(forTimeInterval: 0.5)
        }
        Issue.record(what)
    }
}

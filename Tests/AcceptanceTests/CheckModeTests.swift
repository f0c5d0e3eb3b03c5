import Foundation
import TestSupport
import Testing

/// What `--check` says of the whole site, the README's first step.
extension SiteTests {
    @Test("the check of a first install plans what it can, makes nothing, and ends well")
    func checkOfFirstInstall() throws {
        try lab.makeFresh()
        let run = try lab.provision("site.yml", "--check", "--diff")
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains("lb-1 does not run yet: what is done in it is not planned"))
        #expect(Recap(run).hosts["lb-1"]?["changed"] ?? 0 > 0, "\(run.output)")
        for host in ["incus-a", "incus-b"] {
            let look = "incus list -c n -f csv; incus image list -f csv; ls /var/lib/switchyard"
            let found = try lab.ssh(host, look).output
            #expect(found.contains("No such file or directory"), "\(found)")
            #expect(found.split(separator: "\n").count == 1, "\(found)")
        }
    }

    @Test("the check of empty containers plans the services in them, and ends well")
    func checkOfEmptyContainers() throws {
        let made = try lab.provision("instances.yml")
        #expect(made.status == 0, "\(made.output)")
        let run = try lab.provision("site.yml", "--check", "--diff")
        #expect(run.status == 0, "\(run.output)")
        #expect(run.changedLines.contains { $0.contains("backend api_pool") }, "\(run.output)")
    }

    @Test("the check of a site that stands finds nothing to change, and ends well")
    func checkOfUnchangedSite() throws {
        let installed = try lab.provision("site.yml")
        #expect(installed.status == 0, "\(installed.output)")
        let run = try lab.provision("site.yml", "--check", "--diff")
        #expect(run.status == 0, "\(run.output)")
        #expect(Recap(run).total("changed") == 0, "\(run.output)")
        let failover = try lab.provision("failover.yml", "--check")
        #expect(failover.status == 0, "\(failover.output)")
    }
}

import HostConnections
import Testing

@testable import PlaybookRunning

@Suite("instances that check mode expects")
struct InstanceExpectationTests {
    private var target: TargetSettings {
        var settings = TargetSettings(name: "lb-1", kind: .incus)
        settings.incusHost = [TargetSettings(name: "incus-a")]
        return settings
    }

    private func missing(_ name: String, in project: String = "default") -> ConnectionFailure {
        ConnectionFailure("lb-1", .instanceMissing(name: name, project: project, present: []))
    }

    @Test("a missing instance that an earlier task would start is explained, and news once")
    func expected() {
        let expectations = InstanceExpectations()
        #expect(!expectations.isAwaited("lb-1"))
        expectations.expect("lb-1", in: "default", on: "incus-a")
        #expect(expectations.explains(missing("lb-1"), of: target) == (true, true))
        #expect(expectations.explains(missing("lb-1"), of: target) == (true, false))
        #expect(expectations.isAwaited("lb-1"))
    }

    @Test("another name, project or Incus host, and any other failure, explain nothing")
    func unexpected() {
        let expectations = InstanceExpectations()
        expectations.expect("lb-2", in: "default", on: "incus-a")
        expectations.expect("lb-1", in: "other", on: "incus-a")
        expectations.expect("lb-1", in: "default", on: "incus-b")
        #expect(expectations.explains(missing("lb-1"), of: target) == (false, false))
        let refused = ConnectionFailure("lb-1", .refused(address: "10.0.0.1:22"))
        #expect(expectations.explains(refused, of: target) == (false, false))
        #expect(!expectations.isAwaited("lb-1"))
    }
}

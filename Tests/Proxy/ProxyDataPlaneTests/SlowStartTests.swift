import LinuxSystem
import TestSupport
import Testing

@Suite("slowstart", .serialized)
struct SlowStartTests {
    @Test("after maintenance the weight grows to the whole, after drain it is whole at once")
    func grows() throws {
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "slowstart")
        defer { try? FileSystem.removeTree(directory) }
        let path = "\(directory)/admin.sock"
        let sections = """
            global
                stats socket \(path) level admin
            listen pool
                bind 127.0.0.1:{{port}}
                server unprobed 127.0.0.1:1 weight 50 slowstart 2s
            """
        try withConfiguredProxy(sections) { _, _ throws in
            func weight() throws -> String {
                try statistic("weight", of: "unprobed", in: "pool", at: path)
            }
            #expect(try weight() == "50")
            #expect(try ask("set server pool/unprobed state maint", at: path) == "\n")
            #expect(try ask("set server pool/unprobed state ready", at: path) == "\n")
            #expect(try weight() == "3")
            #expect(try statistic("throttle", of: "unprobed", in: "pool", at: path) != "")
            #expect(try eventually { try weight() == "50" })
            #expect(try statistic("throttle", of: "unprobed", in: "pool", at: path) == "")
            #expect(try ask("set server pool/unprobed state drain", at: path) == "\n")
            #expect(try ask("set server pool/unprobed state ready", at: path) == "\n")
            #expect(try weight() == "50")
        }
    }
}

import Foundation
import HostConnections
import SSHConnections
import Testing

/// The configuration of the lab's hosts, when the lab is up and its environment is set.
private let laboratory = ProcessInfo.processInfo.environment["SWITCHYARD_LAB_SSH_CONFIG"]

@Suite("a real Incus host over SSH", .enabled(if: laboratory != nil, "the lab is not up"))
struct LabTests {
    @Test("the Incus socket answers twenty-five streams at once")
    func incusSocket() throws {
        var settings = SSHSettings(host: "incus-a")
        settings.configurationFile = laboratory
        let connection = try SSHConnection(settings: settings, name: "incus-a")
        defer { connection.close() }
        let answers = Answers()
        DispatchQueue.concurrentPerform(iterations: 25) { _ in
            answers.add(Result {
                let stream = try connection.openStream(.unix(path: "/var/lib/incus/unix.socket"))
                defer { stream.close() }
                let request = "GET /1.0 HTTP/1.1\r\nHost: incus\r\nConnection: close\r\n\r\n"
                try stream.writeAll(Array(request.utf8), timeout: .seconds(5))
                let text = String(decoding: try everything(of: stream), as: UTF8.self)
                return text.hasPrefix("HTTP/1.1 200") && text.contains("\"type\":\"sync\"")
            })
        }
        let all = try answers.all()
        #expect(all.count == 25 && all.allSatisfy { $0 })
    }
}

import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// What a client saw of a response, without what may differ between the engines: the case and the
/// order of header names, `Date`, and the way a connection's end is announced.
struct SeenResponse: Equatable, CustomStringConvertible {
    var status: Int
    var headers: [String]
    var body: String

    init?(_ response: HTTPResponse?) {
        guard let response else { return nil }
        status = response.status
        headers = response.headers.lines
            .map { "\($0.name.lowercased()): \($0.value)" }
            .filter { !$0.hasPrefix("connection:") && !$0.hasPrefix("keep-alive:") }
            .sorted()
        body = response.text
    }

    var description: String { "\(status) \(headers) \(body)" }
}

/// The same configuration and the same traffic, through one engine and then the other.
func throughBoth<Seen: Equatable>(
    _ sections: String,
    global: String = "nbthread 1",
    _ traffic: (_ port: UInt16, _ proxy: ProxyProcess) throws -> Seen
) throws -> (ours: Seen, theirs: Seen) {
    func run(_ engine: ProxyEngine) throws -> Seen {
        let port = try freePort()
        let configuration = """
            global
                \(global)
                log stdout format raw local0
            defaults
                mode http
                log global
                option httplog
                timeout connect 1s
                timeout client 5s
                timeout server 1s
            \(sections.replacing("{{port}}", with: String(port)))

            """
        return try withProxy(engine, configuration: configuration, waitingFor: port) { proxy in
            try traffic(port, proxy)
        }
    }
    let theirs = try run(.haproxy)
    let ours = try run(.switchyard)
    return (ours, theirs)
}

/// A log line without what no two runs have in common: ports, dates, durations that are not
/// negative, counts of connections.
func normalised(_ line: String) -> String {
    var words = line.split(separator: " ").map(String.init)
    guard words.count > 6 else { return line }
    words[0] = "CLIENT"
    words[1] = "DATE"
    words[4] = words[4].split(separator: "/").map { $0.hasPrefix("-") ? "-1" : "N" }
        .joined(separator: "/")
    // HAProxy counts bytes as its buffers hold them, ours as they were sent.
    words[6] = "BYTES"
    // Of connections at the moment, one that is just closing may be among them.
    words[10] = "N/N/" + words[10].split(separator: "/").dropFirst(2).joined(separator: "/")
    return words.joined(separator: " ")
}

let haproxyIsInstalled = ProxyEngine.haproxy.isInstalled

/// What kind of world a seed makes.
enum WorldKind: String, CaseIterable {
    /// Nothing fails: whatever the kernel does, and however often the configuration is read again, each
    /// request is carried to one server and answered.
    case clean
    /// Servers have few places, so that requests wait; nothing fails.
    case crowded
    /// Clients and servers come and go as they like; nobody is given up for taking long.
    case rough
    /// The same, and times are short.
    case hasty
}

/// The parts of a configuration that a seed decides.
struct WorldPlan {
    let kind: WorldKind
    let threadCount: Int
    let clientCount: Int
    let requestsOfClient: Int
    let statsAddress = SimulatedAddress(host: 0x7F00_0001, port: 9000)
    let addresses: [SimulatedAddress]
    let serverNames: [String]
    let balance: String
    let reuse: String
    let limits: [Int]
    let retries: Int
    let closes: String
    /// Whether frontends carry bytes of which they know nothing.
    let isTCP: Bool
    /// Whether requests go over HTTP/2 from the proxy to itself before they come to a server.
    let goesOverHTTP2: Bool
    /// Whether clients send requests behind requests that are not answered yet.
    let pipelines: Bool

    /// Whether clients and servers do what ends requests early.
    var mayFail: Bool { kind == .rough || kind == .hasty }

    /// How requests pass, for who reads of it.
    var way: String { isTCP ? ", over tcp" : goesOverHTTP2 ? ", over HTTP/2" : "" }

    /// No server is given more at once by any of the configurations.
    var highestLimit: Int { limits.contains(0) ? Int.max : (limits.max() ?? 0) }

    init(_ kind: WorldKind, _ random: inout Randomness) {
        self.kind = kind
        threadCount = random.pick(1...3)
        clientCount = random.pick(2...8)
        requestsOfClient = random.pick(2...6)
        addresses = (0..<random.pick(1...2)).map {
            SimulatedAddress(host: 0x7F00_0001, port: UInt16(8001 + $0))
        }
        serverNames = (1...random.pick(1...3)).map { "s\($0)" }
        balance = random.pick(["roundrobin", "leastconn", "first", "random", "static-rr", "uri"])
        reuse = random.pick(["never", "safe", "aggressive", "always"])
        limits = kind == .crowded ? [1, 1, 2] : random.pick([[0], [0, 1, 2], [1, 2, 3]])
        retries = random.pick(0...3)
        closes = random.pick(["", "", "option http-server-close", "option httpclose"])
        isTCP = random.chance(150)
        goesOverHTTP2 = !isTCP && random.chance(300)
        // A server reads one request after the other.
        pipelines = !isTCP && random.chance(500)
    }

    private var times: String {
        switch kind {
        case .clean, .crowded, .rough: return "connect 60s\n timeout client 1h\n timeout server 1h"
        case .hasty:
            return
                "connect 40ms\n timeout client 400ms\n timeout server 300ms\n timeout queue 50ms\n"
                + " timeout http-keep-alive 30ms\n timeout http-request 500ms"
        }
    }

    /// One configuration of many: a reload makes another one over the same names.
    func configuration(_ random: inout Randomness, logDescriptor: Int32) -> String {
        var text = """
            global
             nbthread \(threadCount)
             stats socket ipv4@127.0.0.1:9000 level admin
             log fd@\(logDescriptor) format raw daemon
            defaults
             mode \(isTCP ? "tcp" : "http")
             log global
             timeout \(times)
             retries \(retries)
             \(random.chance(500) ? "option redispatch" : "")

            """
        if !isTCP { text += " http-reuse \(reuse)\n \(closes)\n" }
        for index in addresses.indices { text += frontend(index, &random) }
        for index in addresses.indices { text += backend(index, &random) }
        return text
    }

    private func frontend(_ index: Int, _ random: inout Randomness) -> String {
        let format = isTCP ? "tcp %ts %B" : "id=%[capture.req.hdr(0)] %ST %ts %B"
        var text = "frontend f\(index)\n bind 127.0.0.1:\(addresses[index].port)\n"
        if random.chance(200) { text += " maxconn \(random.pick(1...4))\n" }
        if !isTCP { text += " capture request header X-Id len 12\n" }
        text += " log-format \"\(format)\"\n default_backend \(goesOverHTTP2 ? "h" : "b")\(index)\n"
        guard goesOverHTTP2 else { return text }
        let port = 8101 + index
        return text + """
            backend h\(index)
             server h 127.0.0.1:\(port) proto h2
            frontend g\(index)
             bind 127.0.0.1:\(port) proto h2
             log-format "over HTTP/2 %ST %ts"
             default_backend b\(index)

            """
    }

    private func backend(_ index: Int, _ random: inout Randomness) -> String {
        var text = "backend b\(index)\n balance \(isTCP && balance == "uri" ? "source" : balance)\n"
        for (number, name) in serverNames.enumerated() {
            // A server may go with a reload, and come back with another.
            if number > 0 && random.chance(150) { continue }
            let limit = random.pick(limits)
            text += " server \(name) 127.0.0.1:\(7001 + number)"
            if limit > 0 { text += " maxconn \(limit)" }
            if number > 0 && random.chance(150) { text += " weight \(random.pick(1...50))" }
            text += "\n"
        }
        return text
    }
}

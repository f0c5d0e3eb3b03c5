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

    /// Whether clients and servers do what ends requests early.
    var mayFail: Bool { kind == .rough || kind == .hasty }

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
             mode http
             log global
             timeout \(times)
             retries \(retries)
             \(random.chance(500) ? "option redispatch" : "")
             http-reuse \(reuse)
             \(closes)

            """
        for (index, address) in addresses.enumerated() {
            text += """
                frontend f\(index)
                 bind 127.0.0.1:\(address.port)
                 capture request header X-Id len 12
                 log-format "id=%[capture.req.hdr(0)] %ST %ts %B"
                 default_backend b\(index)

                """
        }
        for index in addresses.indices {
            text += "backend b\(index)\n balance \(balance)\n"
            for (number, name) in serverNames.enumerated() {
                let limit = random.pick(limits)
                text += " server \(name) 127.0.0.1:\(7001 + number)"
                if limit > 0 { text += " maxconn \(limit)" }
                if number > 0 && random.chance(150) { text += " weight \(random.pick(1...50))" }
                text += "\n"
            }
        }
        return text
    }
}

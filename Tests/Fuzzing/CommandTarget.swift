internal import Diagnostics
internal import ProxyConfiguration
internal import ProxyControlPlane
internal import ProxyDataPlane

extension FuzzTarget {
    /// What an operator says, payloads included, to a proxy that is prepared and runs no traffic; the first byte of
    /// an input says in what pieces it comes.
    ///
    /// Each answer ends; one that waits for a thread is not awaited.
    static let commands = FuzzTarget(name: "commands") { bytes in
        guard let first = bytes.first, let runtime = makeRuntime() else { return }
        var session = ControlSession(runtime: runtime, level: .admin, sockets: [])
        var rest = bytes.dropFirst()
        while !rest.isEmpty, !session.isOver {
            let piece = rest.prefix(Int(first) + 1)
            rest = rest.dropFirst(piece.count)
            session.receive(piece)
            var count = 0
            while let step = session.next() {
                if case .wait = step { return }
                count += 1
                precondition(count < 100_000)
            }
        }
    }

    private static func makeRuntime() -> ProxyRuntime? {
        let text = """
            defaults
             mode http
             timeout connect 5s
             timeout client 5s
             timeout server 5s
            frontend fe
             bind 127.0.0.1:1
             default_backend b1
            backend b1
             server s1 127.0.0.1:2 cookie c1
             server s2 127.0.0.1:3 check inter 1s weight 7 maxconn 3
            backend b2
             balance source
             server s1 127.0.0.1:4

            """
        let reader = ProxyConfigurationReader(
            environment: ConfigurationEnvironment(
                variable: { _ in nil },
                readFile: { _ in .unreadable("No such file or directory") }
            )
        )
        let source = SourceText(name: "fuzz.cfg", text: text)
        guard let configuration = try? reader.read([source]).configuration else { return nil }
        return try? ProxyRuntime(configuration)
    }
}

import Diagnostics
import LinuxSystem
import ProxyConfiguration
import Synchronization
import Testing

@testable import ProxyDataPlane

@Suite("names of servers at a reload")
struct NameLookupTests {
    /// A resolver whose answers a test changes.
    final class Names: Sendable {
        private let answers = Mutex<[String: [SocketAddress]]>([:])

        func set(_ name: String, _ hosts: String...) {
            answers.withLock { answers in
                answers[name] = hosts.compactMap { SocketAddress(numeric: $0, port: 0) }
            }
        }

        func find(_ name: String) -> [SocketAddress] { answers.withLock { $0[name] ?? [] } }
    }

    private let names = Names()

    private func configuration(_ options: String = "") throws -> ProxyConfiguration {
        let text = """
            defaults
                mode http
                timeout connect 1s
                timeout client 1s
                timeout server 1s
            frontend f
                bind 127.0.0.1:1
                default_backend b
            backend b
                server s api.lab:8080 check port 9090 \(options)

            """
        return try ProxyConfigurationReader()
            .read([SourceText(name: "proxy.cfg", text: text)]).configuration
    }

    private func start(_ options: String = "") throws -> ProxyRuntime {
        let names = self.names
        return try ProxyRuntime(try configuration(options)) { names.find($0) }
    }

    private func reload(_ runtime: ProxyRuntime, _ options: String = "") throws {
        let generation = runtime.generation
        runtime.adopt(
            try runtime.prepare(try configuration(options), continuing: generation)
        )
    }

    private func server(_ runtime: ProxyRuntime) throws -> ServerRuntime {
        try #require(runtime.generation.backend(named: "b")?.server(named: "s"))
    }

    @Test("a name that leads elsewhere moves traffic and probes; the server lives on")
    func moves() throws {
        names.set("api.lab", "10.0.0.1", "10.0.0.2")
        let runtime = try start()
        let before = try server(runtime)
        #expect(before.address?.description == "10.0.0.1:8080")
        names.set("api.lab", "10.0.0.3")
        try reload(runtime)
        let after = try server(runtime)
        #expect(after === before)
        #expect(after.address?.description == "10.0.0.3:8080")
        #expect(after.checkAddress?.description == "10.0.0.3:9090")
        names.set("api.lab", "10.0.0.4")
        try reload(runtime, "weight 7")
        #expect(try server(runtime).address?.description == "10.0.0.4:8080")
        #expect(try server(runtime).counters === before.counters)
    }

    @Test("the same addresses in another order move nothing")
    func order() throws {
        names.set("api.lab", "10.0.0.1", "10.0.0.2")
        let runtime = try start()
        names.set("api.lab", "10.0.0.2", "10.0.0.1")
        try reload(runtime)
        #expect(try server(runtime).address?.description == "10.0.0.1:8080")
    }

    @Test("an address that an operator gave stays")
    func operators() throws {
        names.set("api.lab", "10.0.0.1")
        let runtime = try start()
        let backend = try #require(runtime.generation.backend(named: "b"))
        runtime.setAddress(
            try #require(SocketAddress(numeric: "10.0.0.9", port: 8080)),
            of: try server(runtime),
            in: backend
        )
        #expect(try server(runtime).checkAddress?.description == "10.0.0.9:9090")
        names.set("api.lab", "10.0.0.3")
        try reload(runtime)
        #expect(try server(runtime).address?.description == "10.0.0.9:8080")
    }

    @Test("a name that is not known refuses the reload, or keeps the address by init-addr")
    func unknown() throws {
        names.set("api.lab", "10.0.0.1")
        let runtime = try start()
        names.set("api.lab")
        let refusal = #expect(throws: DiagnosticList.self) { try reload(runtime) }
        #expect(refusal?.description.contains("could not resolve address 'api.lab'") == true)
        #expect(refusal?.description.contains("proxy.cfg:10:") == true)
        let lenient = try start("init-addr libc,none")
        #expect(try server(lenient).admin == .maintenance)
        names.set("api.lab", "10.0.0.5")
        try reload(lenient, "init-addr libc,none")
        #expect(try server(lenient).address?.description == "10.0.0.5:8080")
        #expect(try server(lenient).admin == .ready)
        names.set("api.lab")
        try reload(lenient, "init-addr libc,none")
        #expect(try server(lenient).address?.description == "10.0.0.5:8080")
    }
}

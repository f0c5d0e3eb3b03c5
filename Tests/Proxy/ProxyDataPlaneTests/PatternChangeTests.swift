import LinuxSystem
import Synchronization
import TestSupport
import Testing

/// Maps that change while requests look things up in them.
@Suite("maps at run time under load", .serialized)
struct PatternChangeTests {
    @Test("every request finds one version as a whole, and a reload forgets nothing")
    func versions() throws {
        try withScratchDirectory { directory in
            let map = "\(directory)/m.map"
            try write(["m.map": "a 0\nb 0\n"], below: directory)
            let sections = """
                frontend fe
                    bind 127.0.0.1:{{port}}
                    http-request return status 200 hdr x-a %[str(a),map(\(map),none)] hdr x-b %[str(b),map(\(map),none)]
                """
            let control = "nbthread 2\n    stats socket \(directory)/s level admin"
            try withConfiguredProxy(sections, global: control) { port, proxy in
                let socket = "\(directory)/s"
                let isOver = Atomic<Bool>(false)
                let failures = Atomic<Int>(0)
                let threads = try (0..<3).map { _ in
                    try Thread.start(name: "client") {
                        while !isOver.load(ordering: .relaxed) {
                            guard let client = try? TestClient(port: port) else { continue }
                            for _ in 0..<20 {
                                try? client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                                let response = try? client.readResponse()
                                let isRight =
                                    response?.status == 200 && response?.headers["x-a"] != "none"
                                    && response?.headers["x-b"] != "none"
                                if !isRight { failures.add(1, ordering: .relaxed) }
                            }
                        }
                    }
                }
                defer {
                    isOver.store(true, ordering: .relaxed)
                    for thread in threads { thread.join() }
                }
                for round in 1...20 {
                    let prepared = try ask("prepare map \(map)", at: socket)
                    #expect(prepared == "New version created: \(round)\n\n")
                    let payload = "add map @\(round) \(map) <<\na \(round)\nb \(round)\n"
                    #expect(try ask(payload, at: socket) == "\n")
                    #expect(try ask("commit map @\(round) \(map)", at: socket) == "\n")
                    if round == 10 {
                        try proxy.process.send(.user2)
                        #expect(try eventually { try ask("show info", at: socket).contains("Pid") })
                    }
                }
                let client = try TestClient(port: port)
                try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try client.readResponse()?.headers["x-a"] == "20")
                // A file that says something else is what counts again.
                try write(["m.map": "a 77\nb 77\n"], below: directory)
                try proxy.process.send(.user2)
                #expect(
                    try eventually {
                        let client = try TestClient(port: port)
                        try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                        return try client.readResponse()?.headers["x-a"] == "77"
                    }
                )
                #expect(failures.load(ordering: .relaxed) == 0)
            }
        }
    }
}

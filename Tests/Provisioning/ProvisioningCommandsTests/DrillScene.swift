import Foundation
import LinuxSystem
import TestSupport

/// A small site to drill on this machine: a real proxy before two servers, `a` and `b`.
///
/// A server whose file `broken-NAME` is in the folder closes every connection without an answer.
struct DrillScene {
    let folder: String
    let port: UInt16
    let second: TestOrigin

    /// Runs a body with a site whose servers take `answerTime` to answer.
    static func with<Result>(
        answerTime: Duration = .zero,
        _ body: (DrillScene) throws -> Result
    ) throws -> Result {
        try withScratchDirectory { folder in
            let first = try origin("a", folder, answerTime)
            defer { first.stop() }
            let second = try origin("b", folder, answerTime)
            defer { second.stop() }
            let port = try freePort()
            let hosts = "web\nother\n[all:vars]\nansible_connection=local\n"
            try write(["hosts": hosts], below: folder)
            let configuration = configuration(folder, port, [first.port, second.port])
            return try withProxy(configuration: configuration, waitingFor: port) { _ in
                try body(DrillScene(folder: folder, port: port, second: second))
            }
        }
    }

    private static func origin(
        _ name: String,
        _ folder: String,
        _ answerTime: Duration
    ) throws -> TestOrigin {
        let text = "HTTP/1.1 200 OK\r\nX-Backend: \(name)\r\nContent-Length: 2\r\n\r\nok"
        return try TestOrigin { request in
            if FileSystem.exists("\(folder)/broken-\(name)") { return .close }
            if answerTime == .zero || request.target == "/check" { return .respond(text) }
            return .respondAfter(answerTime, text)
        }
    }

    private static func configuration(
        _ folder: String,
        _ port: UInt16,
        _ servers: [UInt16]
    ) -> String {
        """
        global
            stats socket \(folder)/admin.sock mode 600 level admin
        defaults
            mode http
            option redispatch 1
            retries 3
            retry-on conn-failure empty-response
            timeout connect 2s
            timeout client 20s
            timeout server 20s
        frontend public
            bind 127.0.0.1:\(port)
            default_backend pool
        backend pool
            option httpchk GET /check
            default-server check inter 100ms fall 2 rise 2
            server a 127.0.0.1:\(servers[0])
            server b 127.0.0.1:\(servers[1])
        """ + "\n"
    }

    /// A drill that takes `a` away and passes, with other texts in the place of its own.
    func drill(_ changes: [String: String] = [:]) -> String {
        let socket = "\(folder)/admin.sock"
        var parts = [
            "name": "Loss of a",
            "hosts": "web",
            "load": """
            {url: "http://127.0.0.1:\(port)/", proxy: \(socket), rate: 60, clients: 64, \
            before: 500ms, during: 1s, after: 0}
            """,
            "victims": "[a]",
            "healthy": "[{name: fine, assert: {that: true}}]",
            "fault": "[{name: break, file: {path: \(folder)/broken-a, state: touch}}]",
            "effect": """
            [{name: down, proxy_runtime: {socket: \(socket), backend: pool, server: a, \
            wait: down, timeout: 30}}]
            """,
            "restore": "[{name: mend, file: {path: \(folder)/broken-a, state: absent}}]",
            "recovered": """
            [{name: up, proxy_runtime: {socket: \(socket), backend: pool, server: a, \
            wait: up, timeout: 30}}]
            """,
            "limits": "{failed: 0, longest_gap: 30s}",
        ]
        parts.merge(changes) { $1 }
        return parts.filter { !$0.value.isEmpty }
            .map { "\($0.key): \($0.value)\n" }.sorted().joined()
    }

    /// Writes a drill and gives the words that carry it out.
    func command(_ drill: String, _ options: [String] = []) throws -> [String] {
        try write(["drill.yml": drill], below: folder)
        let program = [builtProgram("switchyard"), "drill", "\(folder)/drill.yml"]
        return program + ["-i", "\(folder)/hosts"] + options
    }

    /// Carries a drill out.
    func carryOut(_ drill: String, _ options: String...) throws -> CommandRun {
        try CommandRun.of(try command(drill, options))
    }

    /// Whether `a` was broken.
    var isBroken: Bool { FileSystem.exists("\(folder)/broken-a") }
}

import Foundation
import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// Files of the kinds that people publish, through both engines.
///
/// A file of `Tests/PublishedConfigurations` begins with what it is and with requests:
/// `#> METHOD TARGET [| Header: value]... [| port2]`. `{{port}}` and `{{port2}}` stand for ports to listen on,
/// `{{one}}`, `{{two}}` and `{{three}}` for origins that name themselves, `{{echo}}` for one that answers with the
/// request, `{{dead}}` for a port where nobody is, `{{directory}}` for the proxy's folder,
/// `{{certificate}}` for a certificate and its key.
@Suite(
    "published configurations against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct PublishedConfigurationTests {
    struct Published: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let text: String

        var requests: [PublishedRequest] {
            text.split(separator: "\n").filter { $0.hasPrefix("#> ") }
                .map { PublishedRequest(String($0.dropFirst(3))) }
        }
    }

    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "PublishedConfigurations")

    static let all: [Published] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".cfg") }.sorted().compactMap { name in
            let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
            return text.map { Published(testDescription: name, text: $0) }
        }
    }()

    @Test("there are as many as were promised")
    func present() {
        #expect(Self.all.count >= 35)
    }

    @Test("it is valid for both, and its requests go where HAProxy sends them", arguments: all)
    func sameRoutes(_ published: Published) throws {
        let theirs = try seen(published, .haproxy)
        let ours = try seen(published, .switchyard)
        #expect(ours == theirs)
        #expect(!theirs.isEmpty)
    }

    /// Writes a certificate where a file asks for one.
    private func withCertificate<Result>(
        _ text: String,
        _ body: (String) throws -> Result
    ) throws -> Result {
        guard text.contains("{{certificate}}") else { return try body(text) }
        return try withScratchDirectory { directory in
            let certificate = try TestCertificate(name: "example.com").whole
            try write(["site.pem": certificate], below: directory)
            return try body(text.replacing("{{certificate}}", with: "\(directory)/site.pem"))
        }
    }

    private func seen(_ published: Published, _ engine: ProxyEngine) throws -> [String] {
        let origins = try ["one", "two", "three"].map { try TestOrigin.named($0) }
        let echo = try TestOrigin { request in
            let text =
                ([request.method + " " + request.target]
                + request.headers.lines
                .map { "\($0.name.lowercased()): \($0.value)" }.sorted()).joined(separator: "\n")
            return .respond("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
        }
        defer { for origin in origins + [echo] { origin.stop() } }
        let ports = try (0..<3).map { _ in try freePort() }
        let values = [
            "port": ports[0], "port2": ports[1], "dead": ports[2], "one": origins[0].port,
            "two": origins[1].port, "three": origins[2].port, "echo": echo.port,
        ]
        let text = values.reduce(published.text) { text, value in
            text.replacing("{{\(value.key)}}", with: String(value.value))
        }
        return try withCertificate(text) { text in
            try route(published, engine, text, values)
        }
    }

    private func route(
        _ published: Published,
        _ engine: ProxyEngine,
        _ text: String,
        _ values: [String: UInt16]
    ) throws -> [String] {
        let port = values["port", default: 0]
        return try withProxy(engine, configuration: text, waitingFor: port) { proxy in
            let checked = try CommandRun.of([engine.path, "-c", "-f", proxy.configurationPath])
            #expect(checked.status == 0, "\(engine): \(checked.output)")
            return try published.requests.map { request in
                let port = request.isForSecondPort ? values["port2", default: 0] : port
                let seen = try request.seen(port: port)
                // The ports are no two runs' alike.
                return values.reduce(seen) { seen, value in
                    seen.replacing(String(value.value), with: "{{\(value.key)}}")
                }
            }
        }
    }
}

/// One line of requests.
struct PublishedRequest: Sendable {
    let method: String
    let target: String
    var headers: [(name: String, value: String)] = []
    var isForSecondPort = false

    init(_ line: String) {
        let parts = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        let words = parts[0].split(separator: " ")
        method = String(words[0])
        target = String(words[1])
        for part in parts.dropFirst() {
            if part == "port2" {
                isForSecondPort = true
            } else if let colon = part.firstIndex(of: ":") {
                let value = part[part.index(after: colon)...]
                headers.append(
                    (String(part[..<colon]), value.trimmingCharacters(in: .whitespaces))
                )
            }
        }
    }

    /// The request and what a client saw of the response.
    func seen(port: UInt16) throws -> String {
        var text = "\(method) \(target) HTTP/1.1\r\n"
        if !headers.contains(where: { $0.name.lowercased() == "host" }) { text += "Host: test\r\n" }
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if method == "POST" { text += "Content-Length: 0\r\n" }
        let client = try TestClient(port: port)
        try client.send(text + "\r\n")
        let response = SeenResponse(try client.readResponse(to: method))
        return "\(method) \(target) -> \(response.map(\.description) ?? "nothing")"
    }
}

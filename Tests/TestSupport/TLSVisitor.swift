public import Cryptography
import LinuxSystem

/// A client that speaks TLS: what it is shown and what it is answered.
public struct TLSVisitor {
    /// What became of a visit.
    public struct Visit: Equatable, CustomStringConvertible, Sendable {
        /// The common name and the kind of key of the certificate that was shown; nil when the
        /// handshake was refused.
        public var certificate: String?
        /// The version that was agreed on.
        public var version = ""
        /// Whether a session of before went on.
        public var isResumed = false
        /// The protocol that was agreed on.
        public var applicationProtocol: String?
        /// The answer to the request; nil without one.
        public var status: Int?
        /// The headers of the answer whose names begin with `x-`, in the order of names.
        public var headers: [String] = []

        /// A line, and one for each header.
        public var description: String {
            "\(certificate ?? "refused") \(version) \(status.map(String.init) ?? "no answer")"
                + (isResumed ? " resumed" : "") + (applicationProtocol.map { " \($0)" } ?? "")
                + headers.map { "\n  \($0)" }.joined()
        }
    }

    /// The settings of its connections.
    public var settings = TLSSettings()
    /// The session that it resumes; nil begins anew each time.
    public var resumption: TLSResumption?

    /// A client that believes everybody.
    public init() {}

    /// Connects, asks for `/`, reads the answer.
    ///
    /// - Parameters:
    ///   - port: where, on the loopback.
    ///   - name: whom it asks for; nil asks for nobody.
    /// - Returns: what it saw.
    /// - Throws: when it cannot connect.
    public func visit(_ port: UInt16, as name: String? = nil) throws -> Visit {
        let address = SocketAddress.loopback(port: port)
        let socket = try FileDescriptor.streamSocket(for: address, nonblocking: false)
        defer { socket.close() }
        _ = try socket.connect(to: address)
        let engine = try TLSEngine(
            TLSContext(server: false, settings),
            serverName: name,
            resuming: resumption
        )
        var visit = Visit()
        guard talk(engine, socket, { engine.handshake() }) else { return visit }
        if let shown = engine.peer {
            let common = shown.subject.values(of: "CN").last ?? []
            visit.certificate = "\(String(decoding: common, as: UTF8.self))/\(shown.keyKind)"
        }
        visit.version = engine.version
        visit.isResumed = engine.isResumed
        visit.applicationProtocol = engine.applicationProtocol
        let request = "GET / HTTP/1.1\r\nHost: \(name ?? "none")\r\nConnection: close\r\n\r\n"
        guard talk(engine, socket, { Array(request.utf8).withUnsafeBytes { engine.write($0) } })
        else { return visit }
        let answer = readToEnd(engine, socket)
        take(answer, into: &visit)
        return visit
    }

    private func take(_ answer: [UInt8], into visit: inout Visit) {
        let text = String(decoding: answer, as: UTF8.self)
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        guard let first = lines.first, first.hasPrefix("HTTP/1.1 ") else { return }
        visit.status = Int(first.dropFirst(9).prefix(3))
        visit.headers = lines.dropFirst().prefix { !$0.isEmpty }.map(String.init)
            .filter { $0.lowercased().hasPrefix("x-") }
            .map { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return "\(parts[0].lowercased()):\(parts.count > 1 ? parts[1] : "")"
            }
            .sorted()
    }

    /// Repeats a step until it is done; false when the connection ended before.
    private func talk(
        _ engine: TLSEngine,
        _ socket: FileDescriptor,
        _ step: () -> TLSEngine.Step
    ) -> Bool {
        while true {
            let outcome = step()
            guard flush(engine, socket) else { return false }
            switch outcome {
            case .moved: return true
            case .closed, .failed: return false
            case .needsInput: guard fill(engine, socket) else { return false }
            }
        }
    }

    private func readToEnd(_ engine: TLSEngine, _ socket: FileDescriptor) -> [UInt8] {
        var whole: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            switch buffer.withUnsafeMutableBytes({ engine.read(into: $0) }) {
            case .moved(let count): whole += buffer[..<count]
            case .closed, .failed: return whole
            case .needsInput: guard fill(engine, socket) else { return whole }
            }
        }
    }

    private func fill(_ engine: TLSEngine, _ socket: FileDescriptor) -> Bool {
        guard let bytes = try? socket.read(upTo: 16_384), !bytes.isEmpty else { return false }
        bytes.withUnsafeBytes { engine.receive($0) }
        return true
    }

    private func flush(_ engine: TLSEngine, _ socket: FileDescriptor) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = buffer.withUnsafeMutableBytes { engine.takeOutput(into: $0) }
            if count == 0 { return true }
            guard (try? socket.writeAll(Array(buffer[..<count]))) != nil else { return false }
        }
    }
}

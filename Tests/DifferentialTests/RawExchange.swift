import HTTPWire
import Synchronization
import TestSupport
import Testing

/// Bytes that a client sends, bytes that an origin answers with, and the lines of the configuration
/// between them.
struct RawExchange: CustomTestStringConvertible {
    /// What the exchange is about.
    var title: String
    /// Lines of the listen section.
    var lines: String = ""
    /// What the client sends, one request after the answer to the one before.
    var requests: [String]
    /// What the origin answers, in turn; the last one for all further requests.
    var answers: [String] = ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"]
    /// Whether the origin closes after each answer.
    var closes = false

    var testDescription: String { title }
}

/// What both sides of a proxy saw, without what may differ between the engines: the case and the
/// order of header names, the version of responses, and how a connection's end is announced.
struct SeenExchange: Equatable {
    var client: [String]
    var origin: [String]
}

extension RawExchange {
    /// Runs the exchange through haproxy and through ours.
    func throughBothEngines() throws -> (ours: SeenExchange, theirs: SeenExchange) {
        let answers = answers.map(latin1Bytes)
        let closes = closes
        let turn = AnswerTurn()
        let origin = try TestOrigin { _ in
            .respondBytes(answers[min(turn.take(), answers.count - 1)], closes: closes)
        }
        defer { origin.stop() }
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                \(lines.replacing("\n", with: "\n    "))
                server one 127.0.0.1:\(origin.port) cookie c1
                server two 127.0.0.1:\(origin.port) cookie c2
            """
        ) { port, _ -> SeenExchange in
            turn.restart()
            let before = origin.requests.count
            let client = try seenByClient(port)
            return SeenExchange(
                client: client,
                origin: origin.requests.dropFirst(before).map { seenByOrigin($0.bytes) }
            )
        }
        return (ours, theirs)
    }

    private func seenByClient(_ port: UInt16) throws -> [String] {
        let client = try TestClient(port: port)
        var seen: [String] = []
        for request in requests {
            do {
                try client.send(latin1Bytes(request))
            } catch {
                return seen + ["closed"]
            }
            let method = String(request.prefix { $0 != " " })
            let response = try? client.readResponse(to: method, within: .seconds(3))
            guard let response else { return seen + ["no response"] }
            let lines = response.headers.lines.map { "\($0.name): \($0.value)" }
            seen.append("\(response.status) \(comparable(lines)) \(response.text)")
        }
        return seen
    }

    private func seenByOrigin(_ bytes: [UInt8]) -> String {
        let text = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        guard let end = text.firstRange(of: "\r\n\r\n") else { return text }
        let lines = text[..<end.lowerBound].split(separator: "\r\n").map(String.init)
        return "\(lines[0]) \(comparable(Array(lines.dropFirst()))) \(text[end.upperBound...])"
    }

    private func comparable(_ lines: [String]) -> [String] {
        lines.map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return line[..<colon].lowercased() + line[colon...]
        }
        .filter { !$0.hasPrefix("connection:") && !$0.hasPrefix("keep-alive:") }
        .sorted()
    }
}

/// Which answer of an origin comes next.
final class AnswerTurn: Sendable {
    private let number = Mutex(0)

    func take() -> Int {
        number.withLock { number in
            defer { number += 1 }
            return number
        }
    }

    func restart() { number.withLock { $0 = 0 } }
}

/// Text as bytes, one for each scalar below 256.
func latin1Bytes(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
}

internal import DocumentValues

/// A session of a proxy, as `show sess` of its admin socket tells it.
struct ProxySession: Sendable, Hashable {
    /// What passes in it.
    enum Kind: String, Sendable {
        /// The request is still being sent.
        case upload
        /// The request was sent whole, and no answer has begun.
        case waiting
        /// The answer is passing.
        case download
        /// Bytes pass both ways: a WebSocket, or a connection of `mode tcp`.
        case tunnel
    }

    /// What names it at the admin socket.
    var identifier: String
    /// The client's address and port.
    var client: String
    var frontend: String
    /// Backend and server; nil where it has none yet.
    var backend: String?
    var server: String?
    /// Whole seconds.
    var age: Int
    var kind: Kind

    /// The session as the result shows it.
    var value: Value {
        [
            "id": .string(identifier), "client": .string(client), "frontend": .string(frontend),
            "backend": backend.map { .string($0) } ?? .null,
            "server": server.map { .string($0) } ?? .null, "age": .integer(age),
            "kind": .string(kind.rawValue),
        ]
    }

    /// Reads the answer to `show sess`, without the operators' own sessions; nil when a line is none.
    static func read(_ text: String) -> [ProxySession]? {
        var sessions: [ProxySession] = []
        for line in text.split(separator: "\n") where !line.allSatisfy(\.isWhitespace) {
            guard let session = ProxySession(line: line) else { return nil }
            if session.frontend != Self.operators { sessions.append(session) }
        }
        return sessions
    }

    /// The frontend of the admin sockets.
    private static let operators = "GLOBAL"

    private init?(line: Substring) {
        let words = line.split(separator: " ")
        guard let first = words.first, first.hasPrefix("0x"), first.hasSuffix(":") else {
            return nil
        }
        func value(_ key: String) -> Substring? {
            words.first { $0.hasPrefix(key) }?.dropFirst(key.count)
        }
        guard let client = value("src="), let frontend = value("fe="),
            let age = value("age=").flatMap({ Self.seconds(in: $0) }),
            let request = value("rq["), let response = value("rp["),
            let requestWork = Self.number("an", in: request),
            let responseWork = Self.number("an", in: response),
            let requestFlags = Self.number("f", in: request)
        else { return nil }
        identifier = String(first.dropLast())
        self.client = String(client)
        self.frontend = String(frontend)
        backend = value("be=").flatMap { $0 == "<NONE>" ? nil : String($0) }
        server = value("srv=").flatMap { $0 == "<none>" ? nil : String($0) }
        self.age = age
        if requestWork == 0, responseWork == 0 {
            kind = .tunnel
        } else if responseWork & Self.waitsForResponse == 0 {
            kind = .download
        } else {
            kind = requestFlags & Self.endOfInput == 0 ? .upload : .waiting
        }
    }

    /// HAProxy's bit of a request whose end was reached [CF_EOI].
    private static let endOfInput = 0x4000_0000
    /// Its bits of a response that has not begun [AN_RES_WAIT_HTTP, AN_RES_HTTP_PROCESS_BE].
    private static let waitsForResponse = 0x0040_0000 | 0x0100_0000

    /// A number of a list as `f=c40000h,i=0,an=8000h,…]`.
    private static func number(_ key: String, in list: Substring) -> Int? {
        for word in list.split(whereSeparator: { "[,]".contains($0) })
        where word.hasPrefix(key + "=") && word.hasSuffix("h") {
            return Int(word.dropFirst(key.count + 1).dropLast(), radix: 16)
        }
        return nil
    }

    /// The seconds of `3s`, `1m5s`, `2h` or `1d4h`.
    private static func seconds(in text: Substring) -> Int? {
        let units: [Character: Int] = ["d": 86_400, "h": 3_600, "m": 60, "s": 1]
        var seconds = 0
        var digits = ""
        for character in text {
            if let unit = units[character] {
                guard let count = Int(digits), count < 1_000_000 else { return nil }
                seconds += count * unit
                digits = ""
            } else {
                digits.append(character)
            }
        }
        return digits.isEmpty ? seconds : nil
    }
}

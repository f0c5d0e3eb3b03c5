internal import Diagnostics
internal import HealthChecking

/// `option ...-check`: which check the servers of a proxy get.
enum CheckOptions {
    static let all: [Keyword] =
        kinds + [.flag("option log-health-checks", in: .serverSide) { $0.logsHealthChecks = $1 }]

    /// The kinds of checks.
    static let kinds: [Keyword] = [
        .proxy("option httpchk", "[[<method>] <uri> [<version> [<host>]]]", in: .serverSide) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            let request = try arguments.readOptionRequest(tools)
            proxy.checks.kind = .http
            proxy.checks.requestRules.add(optionRequest: request, at: arguments.place)
        },
        .proxy("option tcp-check", in: .serverSide) { arguments, proxy, _ throws(Diagnostic) in
            try arguments.end()
            proxy.checks.kind = .bytes
            proxy.checks.isByteCheckSaid = true
        },
        builtIn("option redis-check", .redis),
        builtIn("option ldap-check", .ldap),
        builtIn("option spop-check", .spop),
        builtIn("option ssl-hello-chk", .tlsGreeting),
        .proxy("option smtpchk", "[HELO|EHLO <domain>]", in: .serverSide) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            let words = arguments.takeRest().map(\.text)
            // As HAProxy, which takes other words for none.
            let isGreeting = words.count >= 2 && ["HELO", "EHLO"].contains(words[0])
            let greeting = isGreeting ? "\(words[0]) \(words[1])" : "HELO localhost"
            proxy.checks.kind = .builtIn(.smtp(greeting: greeting))
        },
        .proxy("option pgsql-check", "user <name>", in: .serverSide) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            try arguments.needWord("user")
            proxy.checks.kind = .builtIn(.postgres(user: try arguments.need("a name").text))
            try arguments.end()
        },
        .proxy(
            "option mysql-check",
            "[user <name> [post-41|pre-41|post-80]]",
            in: .serverSide
        ) { arguments, proxy, _ throws(Diagnostic) in
            guard arguments.upcoming != nil else {
                proxy.checks.kind = .builtIn(.mysql(login: nil))
                return
            }
            try arguments.needWord("user")
            let user = try arguments.need("a name").text
            let versions: [String: MySQLLogin.Version] = [
                "post-41": .since41, "pre-41": .before41, "post-80": .since80,
            ]
            let version = try arguments.take()?.choice("version", versions)
            try arguments.end()
            let login = MySQLLogin(user: user, version: version ?? .since41)
            proxy.checks.kind = .builtIn(.mysql(login: login))
        },
    ]

    private static func builtIn(_ name: String, _ program: CheckProgram) -> Keyword {
        .proxy(name, in: .serverSide) { arguments, proxy, _ throws(Diagnostic) in
            try arguments.end()
            proxy.checks.kind = .builtIn(program)
        }
    }
}

extension Arguments {
    fileprivate mutating func needWord(_ text: String) throws(Diagnostic) {
        let word = try need("'\(text)'")
        guard word.text != text else { return }
        throw Diagnostic(
            "'\(keyword)' does not take '\(word.text)'",
            at: word.place,
            expected: usage
        )
    }

    fileprivate mutating func readOptionRequest(
        _ tools: ReadingTools
    ) throws(Diagnostic) -> CheckRequest {
        var request = CheckRequest()
        let words = takeRest()
        if words.count == 1 { request.uri = CheckText(words[0].text) }
        if words.count >= 2 {
            request.method = words[0].text
            request.uri = CheckText(words[1].text)
        }
        guard words.count >= 3 else { return request }
        try request.readVersion(words[2])
        if words.count >= 4 {
            request.headers.append(.init(name: "host", value: try words[3].checkText(tools)))
        }
        return request
    }
}

extension CheckRequest {
    /// A version, after which operators of old put headers and a body: `HTTP/1.1\r\nHost:\ www`.
    fileprivate mutating func readVersion(_ word: Word) throws(Diagnostic) {
        let text = Array(word.text.utf8)
        let head: ArraySlice<UInt8>
        if let end = text.firstRange(of: Array("\r\n\r\n".utf8)) {
            head = text[..<end.lowerBound]
            let rest = Array(text[end.upperBound...])
            if !rest.isEmpty { body = CheckText(rest) }
        } else {
            head = text[...]
        }
        let lines = String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let first = lines.first else { return }
        version = try checkVersion(Word(text: String(first), place: word.place))
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else {
                throw Diagnostic(
                    "'\(line)' is no header",
                    at: word.place,
                    expected: "<name>: <value>"
                )
            }
            let value = line[colon...].dropFirst().trimming(" ")
            headers.append(.init(name: String(line[..<colon]), value: CheckText(String(value))))
        }
    }
}

/// A version of the request line.
func checkVersion(_ word: Word) throws(Diagnostic) -> String {
    if word.text == "HTTP/1.0" || word.text == "HTTP/1.1" { return word.text }
    throw Diagnostic(
        "the version '\(word.text)' is not supported by switchyard-proxy",
        at: word.place,
        expected: "HTTP/1.0 or HTTP/1.1"
    )
}

internal import Diagnostics
internal import HealthChecking

/// `tcp-check`.
enum TCPCheckKeywords {
    static let all: [Keyword] =
        [
            .proxy("tcp-check connect", checkConnectionUsage, in: .serverSide) {
                arguments,
                proxy,
                tools throws(Diagnostic) in
                let (connection, comment) = try arguments.readCheckConnection(tools, ofHTTP: false)
                try proxy.checks.byteRules.add(
                    .connect(connection),
                    comment: comment,
                    at: arguments.place
                )
            },
            sending("tcp-check send", "<text>") { word, _ throws(Diagnostic) in CheckText(word.text)
            },
            sending("tcp-check send-lf", "<text>") { word, tools throws(Diagnostic) in
                try word.checkText(tools)
            },
            sending("tcp-check send-binary", "<digits>") { word, _ throws(Diagnostic) in
                CheckText(try word.hexadecimalBytes())
            },
            sending("tcp-check send-binary-lf", "<digits>") { word, tools throws(Diagnostic) in
                CheckText([.digits(try word.checkFormat(tools))])
            },
            .proxy(
                "tcp-check expect",
                "[min-recv <n>] [comment <text>] [ok-status <status>] [error-status <status>] "
                    + "[tout-status <status>] [on-success <text>] [on-error <text>] [!] "
                    + "string|rstring|binary|rbinary <pattern>",
                in: .serverSide
            ) { arguments, proxy, tools throws(Diagnostic) in
                let (expectation, comment) = try arguments.readExpectation(ofHTTP: false, tools)
                try proxy.checks.byteRules.add(
                    .expect(expectation),
                    comment: comment,
                    at: arguments.place
                )
            },
            .proxy("tcp-check comment", "<text>", in: .serverSide) {
                arguments,
                proxy,
                _ throws(Diagnostic) in
                let text = try arguments.need("a text").text
                proxy.checks.byteRules.add(comment: text, at: arguments.place)
            },
        ] + CheckVariables.keywords("tcp-check", \.byteRules)

    private static func sending(
        _ name: String,
        _ argument: String,
        _ text: @escaping @Sendable (Word, ReadingTools) throws(Diagnostic) -> CheckText
    ) -> Keyword {
        .proxy(name, "\(argument) [comment <text>]", in: .serverSide) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            let bytes = try text(arguments.need("a text"), tools)
            var comment: String?
            if arguments.take("comment") { comment = try arguments.need("a text").text }
            try arguments.end()
            try proxy.checks.byteRules.add(.send(bytes), comment: comment, at: arguments.place)
        }
    }
}

/// What `tcp-check connect` and `http-check connect` take.
let checkConnectionUsage =
    "[default] [port <port>] [addr <address>] [send-proxy] [ssl] [sni <name>] [alpn <protocols>] "
    + "[linger] [proto <name>] [comment <text>]"

extension Arguments {
    /// Reads what stands behind `connect`.
    mutating func readCheckConnection(
        _ tools: ReadingTools,
        ofHTTP isHTTP: Bool
    ) throws(Diagnostic) -> (CheckConnection, comment: String?) {
        var connection = CheckConnection()
        var comment: String?
        while let word = take() {
            switch word.text {
            case "default": connection.takesServersSettings = true
            case "port": connection.port = try readCheckPort()
            case "addr": connection.address = try need("an address").checkAddress(tools)
            case "send-proxy": connection.sendsProxyHeader = true
            case "ssl": connection.isEncrypted = true
            case "sni": connection.serverName = try need("a name").text
            case "alpn": connection.protocols = try alpnProtocols(need("protocols"), allowing: "h2")
            case "linger": connection.closesGently = true
            case "comment": comment = try need("a text").text
            case "proto":
                let name = try need("a protocol")
                let known: [String: Bool?] =
                    isHTTP ? ["h1": false, "h2": true] : ["none": nil]
                connection.speaksHTTP2 = try name.choice("protocol", known)
            case "via-socks4":
                throw Diagnostic(
                    "'via-socks4' is not supported by switchyard-proxy",
                    at: word.place,
                    hint: "servers are reached without SOCKS proxies"
                )
            default:
                throw .unknown(
                    "argument of '\(keyword)'",
                    word.text,
                    among: [
                        "default", "port", "addr", "send-proxy", "ssl", "sni", "alpn", "linger",
                        "comment", "proto",
                    ],
                    at: word.place
                )
            }
        }
        return (connection, comment)
    }

    private mutating func readCheckPort() throws(Diagnostic) -> Int {
        let word = try need("a port")
        guard word.text.first?.isNumber == true else {
            throw Diagnostic(
                "an expression for the port of a check is not supported by switchyard-proxy",
                at: word.place,
                hint: "write the port as a number"
            )
        }
        return try word.number("a port", in: 1...65535)
    }
}

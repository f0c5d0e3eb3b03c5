internal import Diagnostics
internal import HealthChecking
internal import Samples

/// `http-check`.
enum HTTPCheckKeywords {
    static let all: [Keyword] =
        [
            .proxy("http-check connect", checkConnectionUsage, in: .serverSide) {
                arguments,
                proxy,
                tools throws(Diagnostic) in
                let (connection, comment) = try arguments.readCheckConnection(tools, ofHTTP: true)
                try proxy.checks.requestRules.addHTTP(
                    .connect(connection),
                    comment: comment,
                    at: arguments.place
                )
            },
            .proxy(
                "http-check send",
                "[meth <method>] [uri <uri>] [ver <version>] [hdr <name> <value>]... [body <text>] "
                    + "[comment <text>]",
                in: .serverSide
            ) { arguments, proxy, tools throws(Diagnostic) in
                let (request, comment) = try arguments.readCheckRequest(tools)
                try proxy.checks.requestRules.addHTTP(
                    .request(request),
                    comment: comment,
                    at: arguments.place
                )
            },
            .proxy(
                "http-check expect",
                "[min-recv <n>] [comment <text>] [ok-status <status>] [error-status <status>] "
                    + "[tout-status <status>] [on-success <text>] [on-error <text>] [!] "
                    + "status|rstatus|hdr|fhdr|string|rstring <pattern>",
                in: .serverSide
            ) { arguments, proxy, tools throws(Diagnostic) in
                let (expectation, comment) = try arguments.readExpectation(ofHTTP: true, tools)
                try proxy.checks.requestRules.addHTTP(
                    .expect(expectation),
                    comment: comment,
                    at: arguments.place
                )
            },
            .proxy("http-check comment", "<text>", in: .serverSide) {
                arguments,
                proxy,
                _ throws(Diagnostic) in
                let text = try arguments.need("a text").text
                proxy.checks.requestRules.add(comment: text, at: arguments.place)
            },
            .proxy("http-check disable-on-404", in: .serverSide) {
                arguments,
                proxy,
                _ throws(Diagnostic) in
                try arguments.end()
                proxy.checks.drainsOn404 = true
            },
            .proxy("http-check send-state", in: .serverSide) {
                arguments,
                proxy,
                _ throws(Diagnostic) in
                try arguments.end()
                proxy.checks.tellsState = true
            },
        ] + CheckVariables.keywords("http-check", \.requestRules)
}

extension Arguments {
    fileprivate mutating func readCheckRequest(
        _ tools: ReadingTools
    ) throws(Diagnostic) -> (CheckRequest, String?) {
        var request = CheckRequest()
        var comment: String?
        while let word = take() {
            switch word.text {
            case "meth": request.method = try need("a method").text
            case "uri": request.uri = CheckText(try need("a URI").text)
            case "uri-lf": request.uri = try need("a URI").checkText(tools)
            case "ver": request.version = try checkVersion(need("a version"))
            case "body": request.body = CheckText(try need("a text").text)
            case "body-lf": request.body = try need("a text").checkText(tools)
            case "comment": comment = try need("a text").text
            case "hdr":
                let name = try need("a name")
                let value = try need("a value").checkText(tools)
                let isHost = name.text.lowercased() == "host"
                if isHost, request.headers.contains(where: { $0.name.lowercased() == "host" }) {
                    throw Diagnostic("the header '\(name.text)' is set twice", at: name.place)
                }
                request.headers.append(.init(name: name.text, value: value))
            default:
                throw .unknown(
                    "argument of 'http-check send'",
                    word.text,
                    among: ["meth", "uri", "uri-lf", "ver", "hdr", "body", "body-lf", "comment"],
                    at: word.place
                )
            }
        }
        return (request, comment)
    }
}

extension Word {
    /// The format of a text in a check, which may look at the server and at what it has sent.
    func checkFormat(_ tools: ReadingTools) throws(Diagnostic) -> LogFormat {
        try LogFormatReader(tools.samples, at: [.checks], for: .plain).format(text, at: place)
    }

    /// The same as a text.
    func checkText(_ tools: ReadingTools) throws(Diagnostic) -> CheckText {
        CheckText(try checkFormat(tools))
    }
}

internal import Diagnostics
internal import Samples

/// Answers in a server's place, and another status.
enum AnswerActions {
    static let all: [ActionKeyword] = [
        ActionKeyword("deny", answer, in: .request) { arguments, reading throws(Diagnostic) in
            AnswerAction(
                try arguments.readResponse(ImmediateResponse(status: 403, isDenial: true), reading)
            )
        },
        ActionKeyword("deny", answer, in: .response) { arguments, reading throws(Diagnostic) in
            AnswerAction(
                try arguments.readResponse(ImmediateResponse(status: 502, isDenial: true), reading)
            )
        },
        ActionKeyword("tarpit", answer, in: .request) { arguments, reading throws(Diagnostic) in
            let response = ImmediateResponse(status: 500, isDenial: true)
            return AnswerAction(try arguments.readResponse(response, reading), isTarpit: true)
        },
        ActionKeyword("return", answer, in: [.request, .response]) {
            arguments,
            reading throws(Diagnostic) in
            AnswerAction(
                try arguments.readResponse(ImmediateResponse(status: 200, isDenial: false), reading)
            )
        },
        ActionKeyword(
            "redirect",
            "location|prefix|scheme <to> [code <code>]",
            in: [.request, .response]
        ) { arguments, reading throws(Diagnostic) in
            RedirectAction(try arguments.readRedirect(reading, isLiteral: false))
        },
        ActionKeyword("set-status", "<code> [reason <text>]", in: .responses) {
            arguments,
            _ throws(Diagnostic) in
            let status = try arguments.number("a status", in: 200...999)
            let reason = arguments.take("reason") ? try arguments.need("a reason").text : nil
            return StatusAction(status, reason)
        },
    ]

    private static let answer =
        "[status <code>] [content-type <type>] "
        + "[string|lf-string|file|lf-file|errorfile|errorfiles <body> | default-errorfiles] "
        + "[hdr <name> <value>]..."
}

/// `deny`, `return` and `tarpit`.
private final class AnswerAction: RuleAction {
    private let response: ImmediateResponse
    private let isTarpit: Bool

    init(_ response: ImmediateResponse, isTarpit: Bool = false) {
        self.response = response
        self.isTarpit = isTarpit
    }

    func run(_ run: inout RuleRun) -> RuleOutcome {
        isTarpit ? .tarpit(response) : .respond(response)
    }
}

/// `redirect`.
final class RedirectAction: RuleAction {
    private let redirect: Redirect

    init(_ redirect: Redirect) { self.redirect = redirect }

    func run(_ run: inout RuleRun) -> RuleOutcome { .redirect(redirect) }
}

/// `set-status`.
private final class StatusAction: RuleAction {
    private let status: Int
    private let reason: LogFormat

    init(_ status: Int, _ reason: String?) {
        self.status = status
        self.reason = LogFormat(literal: reason ?? StatusWords.reason(of: status))
    }

    func run(_ run: inout RuleRun) -> RuleOutcome {
        guard let reason = reason.constant else { return .next }
        return run.change(.status(status, reason: reason))
    }
}

extension Arguments {
    /// The words of a redirect, in any order; only that of `http-request` has expressions in it.
    mutating func readRedirect(
        _ reading: RuleReading,
        isLiteral: Bool
    ) throws(Diagnostic) -> Redirect {
        var target: Redirect.Target?
        var draft = Redirect(.location(LogFormat(literal: "")))
        while let word = upcoming, word.text != "if", word.text != "unless" {
            _ = take()
            switch word.text {
            case "location": target = .location(try readTarget(reading, isLiteral))
            case "prefix": target = .prefix(try readTarget(reading, isLiteral))
            case "scheme": target = .scheme(try readTarget(reading, isLiteral))
            case "code":
                draft.status = try need("a code").choice(
                    "code of a redirect",
                    ["301": 301, "302": 302, "303": 303, "307": 307, "308": 308]
                )
            case "drop-query": draft.dropsQuery = true
            case "append-slash": draft.appendsSlash = true
            case "ignore-empty": draft.ignoresEmpty = true
            case "set-cookie": draft.cookie = try need("a cookie").text + "; path=/;"
            case "clear-cookie":
                draft.cookie = try need("a cookie").text + "; path=/; Max-Age=0;"
            default:
                throw .unknown(
                    "word of a redirect",
                    word.text,
                    among: [
                        "location", "prefix", "scheme", "code", "drop-query", "append-slash",
                        "ignore-empty", "set-cookie", "clear-cookie",
                    ],
                    at: word.place
                )
            }
        }
        guard let target else {
            throw Diagnostic(
                "the redirect says not where to",
                at: place,
                expected: "location, prefix or scheme"
            )
        }
        draft.target = target
        return draft
    }

    private mutating func readTarget(
        _ reading: RuleReading,
        _ isLiteral: Bool
    ) throws(Diagnostic) -> LogFormat {
        let word = try need("where to")
        return isLiteral ? LogFormat(literal: word.text) : try reading.format(word)
    }

    /// The words of an answer, in any order.
    mutating func readResponse(
        _ draft: ImmediateResponse,
        _ reading: RuleReading
    ) throws(Diagnostic) -> ImmediateResponse {
        var response = draft
        while let word = upcoming, word.text != "if", word.text != "unless" {
            _ = take()
            switch word.text {
            case "status", "deny_status": response.status = try number("a status", in: 200...599)
            case "content-type": response.contentType = try need("a type").text
            case "string": response.body = .bytes(Array(try need("a text").text.utf8))
            case "file":
                response.body = .bytes(try need("a file").contents(reading.tools.environment))
            case "errorfile":
                let file = try need("a file")
                response.body = .response(try file.contents(reading.tools.environment))
            case "lf-string": response.body = .format(try reading.plainFormat(need("a text")))
            case "lf-file":
                let file = try need("a file")
                let bytes = try file.contents(reading.tools.environment)
                let text = Word(text: String(decoding: bytes, as: UTF8.self), place: file.place)
                response.body = .format(try reading.plainFormat(text))
            case "default-errorfiles": response.body = .page
            case "errorfiles":
                let name = try need("an http-errors section")
                response.body = .group(reading.tools.errorGroups.group(name))
            case "hdr":
                let name = try readHeaderName()
                let value = try reading.format(need("a value"))
                response.headers.append(.init(name: name, value: value))
            default:
                throw UnsupportedKeywords.diagnostic(
                    for: word,
                    kind: "argument of '\(keyword)'",
                    among: [
                        "status", "content-type", "string", "lf-string", "file", "lf-file", "hdr",
                        "errorfile", "errorfiles", "default-errorfiles",
                    ],
                    unsupported: [:]
                )
            }
        }
        if !response.headers.isEmpty, response.body?.isWholeResponse == true {
            reading.tools.warn(
                Diagnostic(
                    "'hdr' is ignored beside a whole answer",
                    at: place,
                    hint: "write the headers into the file",
                    severity: .warning
                )
            )
            response.headers = []
        }
        return response
    }
}

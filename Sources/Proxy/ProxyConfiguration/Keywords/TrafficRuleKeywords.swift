internal import Diagnostics

/// `acl`, `http-request`, `http-response`, `http-after-response` and `redirect`.
enum TrafficRuleKeywords {
    static let all: [Keyword] =
        [accessList, redirect]
        + requestActions.map(requestKeyword)
        + (responseActions + [responseDenial]).map { action in
            responseKeyword("http-response", action, \.responseRules)
        }
        + responseActions.map { action in
            responseKeyword("http-after-response", action, \.afterResponseRules)
        }

    /// What an action reads after its name.
    typealias RequestReader =
        @Sendable (inout Arguments, ReadingTools) throws(Diagnostic) -> RequestAction
    typealias ResponseReader =
        @Sendable (inout Arguments, ReadingTools) throws(Diagnostic) -> ResponseAction

    private static let accessList = Keyword.proxy(
        "acl",
        "<name> <criterion> [flags] [pattern...]",
        in: [.frontend, .backend, .listen],
        manual: "7.1"
    ) { arguments, proxy, tools throws(Diagnostic) in
        let name = try arguments.need("a name and a criterion")
        if name.text == "or" || name.text == "{" || name.text.hasPrefix("!") {
            throw Diagnostic("'\(name.text)' cannot be the name of an ACL", at: name.place)
        }
        let words = arguments.takeRest()
        if words.isEmpty {
            throw Diagnostic("the ACL '\(name.text)' has no criterion", at: name.place)
        }
        // A named ACL may serve rules on requests and on responses.
        let parser = AccessTestParser(environment: tools.environment, inResponse: true)
        proxy.accessLists[name.text, default: []].append(try parser.parse(words))
    }

    private static let redirect = Keyword.proxy(
        "redirect",
        "location|prefix|scheme <to> [code <code>] [option...] [if|unless <condition>]",
        in: [.frontend, .backend, .listen]
    ) { arguments, proxy, tools throws(Diagnostic) in
        let redirect = try arguments.readRedirect(isLiteral: true)
        var rule = RequestRule(.redirect(redirect), when: try proxy.condition(&arguments, tools))
        rule.place = DeclarationPlace(arguments.place)
        proxy.settings.redirectRules.append(rule)
    }

    private static let requestActions: [(String, String, RequestReader)] = [
        (
            "set-header", "<name> <value>",
            { arguments, tools throws(Diagnostic) in
                let (name, value) = try arguments.readEdit(inResponse: false, tools)
                return .setHeader(name: name, value: value)
            }
        ),
        (
            "add-header", "<name> <value>",
            { arguments, tools throws(Diagnostic) in
                let (name, value) = try arguments.readEdit(inResponse: false, tools)
                return .addHeader(name: name, value: value)
            }
        ),
        (
            "del-header", "<name>",
            { arguments, tools throws(Diagnostic) in
                .deleteHeader(name: try arguments.readDeletedHeader(tools))
            }
        ),
        (
            "set-path", "<template>",
            { arguments, _ throws(Diagnostic) in
                .setPath(try SampleParser.template(arguments.need("a path"), inResponse: false))
            }
        ),
        (
            "set-method", "<template>",
            { arguments, _ throws(Diagnostic) in
                .setMethod(try SampleParser.template(arguments.need("a method"), inResponse: false))
            }
        ),
        (
            "deny", "[status <code>] [hdr <name> <value>]...",
            { arguments, tools throws(Diagnostic) in
                .respond(try arguments.readResponse(status: 403, isDenial: true, tools))
            }
        ),
        (
            "return", "[status <code>] [content-type <type>] [string <text>|file <file>]",
            { arguments, tools throws(Diagnostic) in
                .respond(try arguments.readResponse(status: 200, isDenial: false, tools))
            }
        ),
        (
            "redirect", "location|prefix|scheme <to> [code <code>]",
            { arguments, _ throws(Diagnostic) in
                .redirect(try arguments.readRedirect())
            }
        ),
        ("disable-l7-retry", "", { _, _ throws(Diagnostic) in .disableRetryAfterSending }),
        ("allow", "", { _, _ throws(Diagnostic) in .allow }),
    ]

    private static let responseActions: [(String, String, ResponseReader)] = [
        (
            "set-header", "<name> <value>",
            { arguments, tools throws(Diagnostic) in
                let (name, value) = try arguments.readEdit(inResponse: true, tools)
                return .setHeader(name: name, value: value)
            }
        ),
        (
            "add-header", "<name> <value>",
            { arguments, tools throws(Diagnostic) in
                let (name, value) = try arguments.readEdit(inResponse: true, tools)
                return .addHeader(name: name, value: value)
            }
        ),
        (
            "del-header", "<name>",
            { arguments, tools throws(Diagnostic) in
                .deleteHeader(name: try arguments.readDeletedHeader(tools))
            }
        ),
        (
            "set-status", "<code> [reason <text>]",
            { arguments, _ throws(Diagnostic) in
                let status = try arguments.number("a status", in: 200...999)
                let reason = arguments.take("reason") ? try arguments.need("a reason").text : nil
                return .setStatus(status, reason: reason)
            }
        ),
        ("allow", "", { _, _ throws(Diagnostic) in .allow }),
    ]

    /// Only for a server's response: a denial is an answer of our own.
    private static let responseDenial: (String, String, ResponseReader) = (
        "deny", "[status <code>] [hdr <name> <value>]...",
        { arguments, tools throws(Diagnostic) in
            .respond(try arguments.readResponse(status: 502, isDenial: true, tools))
        }
    )

    private static func requestKeyword(
        _ action: (name: String, usage: String, read: RequestReader)
    ) -> Keyword {
        .proxy(
            "http-request \(action.name)",
            "\(action.usage) [if|unless <condition>]",
            in: [.frontend, .backend, .listen]
        ) { arguments, proxy, tools throws(Diagnostic) in
            var rule = RequestRule(try action.read(&arguments, tools))
            rule.condition = try proxy.condition(&arguments, tools)
            rule.place = DeclarationPlace(arguments.place)
            proxy.settings.requestRules.append(rule)
        }
    }

    private static func responseKeyword(
        _ set: String,
        _ action: (name: String, usage: String, read: ResponseReader),
        _ path: any WritableKeyPath<ProxySettings, [ResponseRule]> & Sendable
    ) -> Keyword {
        .proxy(
            "\(set) \(action.name)",
            "\(action.usage) [if|unless <condition>]",
            in: [.frontend, .backend, .listen]
        ) { arguments, proxy, tools throws(Diagnostic) in
            var rule = ResponseRule(try action.read(&arguments, tools))
            rule.condition = try proxy.condition(&arguments, tools, inResponse: true)
            rule.place = DeclarationPlace(arguments.place)
            proxy.settings[keyPath: path].append(rule)
        }
    }
}

extension Arguments {
    fileprivate mutating func readHeader(
        inResponse: Bool
    ) throws(Diagnostic) -> (String, SampleTemplate) {
        let name = try readHeaderName()
        let value = try SampleParser.template(need("a value"), inResponse: inResponse)
        return (name, value)
    }

    fileprivate mutating func readHeaderName() throws(Diagnostic) -> String {
        let word = try need("a header's name")
        let allowed: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                return true
            default: return "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
        guard word.text.utf8.allSatisfy(allowed), !word.text.isEmpty else {
            throw Diagnostic("'\(word.text)' is not the name of a header", at: word.place)
        }
        return word.text
    }

    /// A header that a rule changes, with its new value.
    fileprivate mutating func readEdit(
        inResponse: Bool,
        _ tools: ReadingTools
    ) throws(Diagnostic) -> (String, SampleTemplate) {
        warnOfFraming(tools)
        return try readHeader(inResponse: inResponse)
    }

    private func warnOfFraming(_ tools: ReadingTools) {
        guard let word = upcoming,
            ["content-length", "transfer-encoding"].contains(word.text.lowercased())
        else { return }
        tools.warn(
            Diagnostic(
                "'\(keyword) \(word.text)' has no effect",
                at: word.place,
                hint: "the proxy itself says how a body ends, and no rule can",
                severity: .warning
            )
        )
    }

    fileprivate mutating func readDeletedHeader(
        _ tools: ReadingTools
    ) throws(Diagnostic) -> String {
        warnOfFraming(tools)
        let name = try readHeaderName()
        if let word = upcoming, word.text == "-m" {
            throw Diagnostic(
                "'-m' of 'del-header' is not supported by switchyard-proxy",
                at: word.place,
                hint: "name each header"
            )
        }
        return name
    }

    /// The words of a redirect, in any order; only that of `http-request` has expressions in it.
    fileprivate mutating func readRedirect(
        isLiteral: Bool = false
    ) throws(Diagnostic) -> Redirect {
        var target: Redirect.Target?
        var draft = Redirect(.location(SampleTemplate(parts: [])))
        while let word = upcoming, word.text != "if", word.text != "unless" {
            _ = take()
            switch word.text {
            case "location": target = .location(try readRedirectTarget(isLiteral))
            case "prefix": target = .prefix(try readRedirectTarget(isLiteral))
            case "scheme": target = .scheme(try readRedirectTarget(isLiteral))
            case "code":
                draft.status = try need("a code").choice(
                    "code of a redirect",
                    ["301": 301, "302": 302, "303": 303, "307": 307, "308": 308]
                )
            case "drop-query": draft.dropsQuery = true
            case "append-slash": draft.appendsSlash = true
            case "set-cookie": draft.cookie = try need("a cookie").text + "; path=/;"
            case "clear-cookie":
                draft.cookie = try need("a cookie").text + "; path=/; Max-Age=0;"
            default:
                throw UnsupportedKeywords.diagnostic(
                    for: word,
                    kind: "word of a redirect",
                    among: [
                        "location", "prefix", "scheme", "code", "drop-query", "append-slash",
                        "set-cookie", "clear-cookie",
                    ],
                    unsupported: ["ignore-empty": nil]
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

    private mutating func readRedirectTarget(
        _ isLiteral: Bool
    ) throws(Diagnostic) -> SampleTemplate {
        let word = try need("where to")
        return isLiteral
            ? SampleTemplate(literal: word.text)
            : try SampleParser.template(word, inResponse: false)
    }

    fileprivate mutating func readResponse(
        status: Int,
        isDenial: Bool,
        _ tools: ReadingTools
    ) throws(Diagnostic) -> ImmediateResponse {
        var response = ImmediateResponse(status: status, isDenial: isDenial)
        while let word = upcoming, word.text != "if", word.text != "unless" {
            _ = take()
            switch word.text {
            case "status", "deny_status": response.status = try number("a status", in: 200...599)
            case "content-type": response.contentType = try need("a type").text
            case "string": response.body = .bytes(Array(try need("a text").text.utf8))
            case "file": response.body = .bytes(try need("a file").contents(tools.environment))
            case "lf-string":
                let template = try SampleParser.template(need("a text"), inResponse: false)
                response.body = .template(template)
            case "hdr":
                let (name, value) = try readHeader(inResponse: false)
                response.headers.append(.init(name: name, value: value))
            default:
                throw UnsupportedKeywords.diagnostic(
                    for: word,
                    kind: "argument of '\(keyword)'",
                    among: ["status", "content-type", "string", "lf-string", "file", "hdr"],
                    unsupported: [
                        "errorfile": "use file", "errorfiles": nil, "lf-file": "use lf-string",
                        "default-errorfiles": nil,
                    ]
                )
            }
        }
        return response
    }
}

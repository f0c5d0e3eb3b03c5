internal import Diagnostics
internal import Samples

/// `tcp-request` and `tcp-response`: what is done with connections, and with bytes as they come.
enum ConnectionRuleKeywords {
    static let all: [Keyword] = [
        rules("tcp-request connection", in: .clientSide, .connection, \.byteRules.connection),
        rules("tcp-request session", in: .clientSide, .session, \.byteRules.session),
        rules("tcp-request content", in: .proxies, .requestContent, \.byteRules.request),
        rules("tcp-response content", in: .serverSide, .responseContent, \.byteRules.response),
        delay("tcp-request inspect-delay", in: .proxies, \.byteRules.requestDelay),
        delay("tcp-response inspect-delay", in: .serverSide, \.byteRules.responseDelay),
    ]

    private static func rules(
        _ name: String,
        in sections: Sections,
        _ set: RuleSets,
        _ path: any WritableKeyPath<ProxySettings, [TrafficRule]> & Sendable
    ) -> Keyword {
        let actions = Dictionary(
            uniqueKeysWithValues: RuleKeywords.actions.filter { $0.sets.contains(set) }
                .map { ($0.name, $0) }
        )
        return .proxy(name, "<action> [if|unless <condition>]", in: sections) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            guard let word = arguments.upcoming else {
                throw Diagnostic(
                    "'\(name)' needs an action",
                    at: arguments.place,
                    expected: arguments.usage
                )
            }
            let action = ActionKeyword.name(in: word.text)
            guard let known = actions[action] else {
                throw UnsupportedKeywords.diagnostic(
                    for: word,
                    kind: "'\(name)' action",
                    among: Array(actions.keys),
                    unsupported: UnsupportedKeywords.connectionActions(besides: actions.keys)
                )
            }
            // What an action acts on stands in its own word: 'set-var(sess.a)'.
            if action == word.text { _ = arguments.take() }
            let rule = try proxy.rule(known, &arguments, tools, for: set)
            proxy.settings[keyPath: path].append(rule)
        }
    }

    private static func delay(
        _ name: String,
        in sections: Sections,
        _ path: any WritableKeyPath<ProxySettings, Duration?> & Sendable
    ) -> Keyword {
        .proxy(name, "<time>", in: sections) { arguments, proxy, _ throws(Diagnostic) in
            let time = try arguments.duration("a time")
            proxy.settings[keyPath: path] = time == .zero ? nil : time
        }
    }
}

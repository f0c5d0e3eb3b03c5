internal import Diagnostics
internal import Samples

/// `use-server`, `force-persist` and `ignore-persist`.
enum ServerRuleKeywords {
    static let all: [Keyword] = [
        .proxy("use-server", "<server> [if|unless <condition>]", in: [.backend, .listen]) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            let word = try arguments.need("a server")
            let reader = LogFormatReader(tools.samples, at: [.chooseServer], for: .plain)
            let server = try reader.format(word.text, at: word.place)
            let condition = try proxy.condition(&arguments, tools, at: [.chooseServer])
            proxy.settings.serverRules.append(
                ServerRule(server: server, when: condition, place: DeclarationPlace(word.place))
            )
        },
        .proxy("force-be-switch", "if|unless <condition>", in: [.frontend, .listen]) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            proxy.settings.forcedSwitches.append(try proxy.persistence(&arguments, tools))
        },
        .flag("be-unpublished", in: .serverSide) { $0.isUnpublished = $1 },
        .proxy("force-persist", "if|unless <condition>", in: [.frontend, .backend, .listen]) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            let condition = try proxy.persistence(&arguments, tools)
            proxy.settings.persistenceRules.append(.init(isForced: true, condition: condition))
        },
        .proxy("ignore-persist", "if|unless <condition>", in: [.frontend, .backend, .listen]) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            let condition = try proxy.persistence(&arguments, tools)
            proxy.settings.persistenceRules.append(.init(isForced: false, condition: condition))
        },
    ]
}

extension ProxyDraft {
    fileprivate func persistence(
        _ arguments: inout Arguments,
        _ tools: ReadingTools
    ) throws(Diagnostic) -> Condition {
        let points = points(.requestHead, .chooseServer)
        guard let condition = try condition(&arguments, tools, at: points) else {
            throw Diagnostic("'\(arguments.keyword)' needs a condition", at: arguments.place)
        }
        return condition
    }
}

extension ConfigurationResolver {
    /// Every server that a rule names is there.
    func checkServerRules(_ proxies: [ProxyDraft]) {
        for proxy in proxies {
            let known = proxy.servers.map(\.settings.name)
            for rule in proxy.settings.serverRules {
                guard let name = rule.server.literal, !known.contains(name) else { continue }
                found.add(.unknown("server", name, among: known, at: rule.place.place))
            }
        }
    }
}

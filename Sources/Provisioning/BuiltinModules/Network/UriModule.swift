internal import DocumentValues
internal import HostConnections
internal import HTTPWire
internal import ModuleContract

/// `uri`: one HTTP exchange as seen from the target.
enum UriModule: TaskModule {
    struct Arguments: Sendable {
        var call: HTTPCall
        var statusCodes: [Int]
        var returnsContent: Bool
        /// A file of the target with the authorities to believe.
        var authoritiesPath: String?
        var creates: String?
        var removes: String?
    }

    struct Facts: Sendable {
        var authorities: String?
        var conditions = CommandFacts()
    }

    static let description = ModuleDescription(
        name: "uri",
        arguments: ArgumentTable([
            ArgumentSpecification("url", isRequired: true),
            ArgumentSpecification("method", defaultValue: "GET"),
            ArgumentSpecification("body", .raw),
            ArgumentSpecification(
                "body_format",
                defaultValue: "raw",
                choices: ["raw", "json", "form-urlencoded"]
            ),
            ArgumentSpecification("headers", .map, defaultValue: [:]),
            ArgumentSpecification("status_code", .list(.integer), defaultValue: [200]),
            ArgumentSpecification("return_content", .bool, defaultValue: false),
            ArgumentSpecification("validate_certs", .bool, defaultValue: true),
            ArgumentSpecification("ca_path", .controllerPath),
            ArgumentSpecification(
                "follow_redirects",
                defaultValue: "safe",
                choices: ["all", "yes", "safe", "none", "no", "urllib2"]
            ),
            ArgumentSpecification("timeout", .integer, defaultValue: 30),
            ArgumentSpecification("url_username", aliases: ["user"]),
            ArgumentSpecification("url_password", aliases: ["password"], isSecret: true),
            ArgumentSpecification("force_basic_auth", .bool, defaultValue: false),
            ArgumentSpecification("http_agent", defaultValue: "ansible-httpget"),
            ArgumentSpecification("unix_socket", .path),
            ArgumentSpecification("creates", .path),
            ArgumentSpecification("removes", .path),
        ]),
        checkMode: .skipped
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        var call = HTTPCall(arguments.string("method").uppercased(), arguments.string("url"))
        call.timeout = .seconds(arguments.integer("timeout"))
        call.unixSocket = arguments.optionalString("unix_socket")
        call.trust = arguments.bool("validate_certs") ? .system : .anyone
        call.redirectLimit = follows(arguments.string("follow_redirects"), call.method) ? 10 : 0
        call.headers = (arguments.map("headers") ?? [:]).map {
            HTTPCall.Header($0.key.pythonText, $0.value.pythonText)
        }
        UriBody.add(arguments["body"], format: arguments.string("body_format"), to: &call)
        call.addHeader("User-Agent", arguments.string("http_agent"))
        if let user = arguments.optionalString("url_username") {
            call.addBasicAuthentication(user, arguments.optionalString("url_password") ?? "")
        }
        return Arguments(
            call: call,
            statusCodes: (arguments["status_code"]?.list ?? []).compactMap(\.integer),
            returnsContent: arguments.bool("return_content"),
            authoritiesPath: arguments.optionalString("ca_path"),
            creates: arguments.optionalString("creates"),
            removes: arguments.optionalString("removes")
        )
    }

    private static func follows(_ word: String, _ method: String) -> Bool {
        switch word {
        case "all", "yes": true
        case "safe", "urllib2": method == "GET" || method == "HEAD"
        default: false
        }
    }

    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        var requests: [HostRequest] = []
        if arguments.creates != nil || arguments.removes != nil {
            requests.append(
                CommandFacts.request(creates: arguments.creates, removes: arguments.removes)
            )
        }
        let path = arguments.authoritiesPath
        if let path { requests.append(.download(path: path, limit: 4 << 20)) }
        if requests.isEmpty { return .known(Facts()) }
        return .facts(from: requests) { (replies) throws(ModuleFailure) in
            var facts = Facts()
            if let result = replies.first?.command { facts.conditions = CommandFacts(result.text) }
            guard let path else { return facts }
            switch replies.last?.download {
            case .content(let bytes)?: facts.authorities = String(decoding: bytes, as: UTF8.self)
            case .missing?: throw ModuleFailure("ca_path \(path) does not exist on the target")
            case .failed(let why)?: throw ModuleFailure("ca_path \(path) cannot be read: \(why)")
            case .tooLarge?, nil: throw ModuleFailure("ca_path \(path) is too large")
            }
            return facts
        }
    }

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        if let creates = arguments.creates, facts.conditions.isCreated {
            return Plan(result: ["msg": .string("skipped, since '\(creates)' exists")])
        }
        if let removes = arguments.removes, !facts.conditions.isRemovable {
            return Plan(result: ["msg": .string("skipped, since '\(removes)' does not exist")])
        }
        var call = arguments.call
        if let pem = facts.authorities, call.trust == .system {
            call.trust = .authorities(pem: pem, file: arguments.authoritiesPath ?? "")
        }
        var plan = Plan()
        plan.changes = [
            Change(
                "ask \(call.method) \(call.url)",
                requests: [.http(call)],
                countsAsChange: false
            )
        ]
        let answer = UriAnswer(arguments)
        plan.finish = { (replies, result) throws(ModuleFailure) in
            result.values.merge(try answer.values(replies.first?.http))
        }
        return plan
    }
}

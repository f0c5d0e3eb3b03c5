internal import DocumentValues
internal import HostConnections
internal import LinuxSystem
internal import ModuleContract

/// The result of `uri`, with Ansible's keys.
struct UriAnswer: Sendable {
    private var url: String
    private var statusCodes: [Int]
    private var returnsContent: Bool
    private var start = WallTime.now

    init(_ arguments: UriModule.Arguments) {
        url = arguments.call.url
        statusCodes = arguments.statusCodes
        returnsContent = arguments.returnsContent
    }

    /// The result's keys; a failure when the status is none of the wanted ones.
    func values(_ outcome: HTTPOutcome?) throws(ModuleFailure) -> ValueMap {
        var values: ValueMap = ["url": .string(url)]
        values["elapsed"] = .integer(Int(WallTime.now.seconds - start.seconds))
        guard case .response(let answer)? = outcome else {
            var why = "no reply"
            if case .failed(let words)? = outcome { why = words }
            values["status"] = -1
            values["redirected"] = false
            throw ModuleFailure(
                "Status code was -1 and not \(wanted): Request failed: \(why)",
                result: values
            )
        }
        add(answer, to: &values)
        guard statusCodes.contains(answer.status) else {
            values["content"] = .string(String(decoding: answer.body, as: UTF8.self))
            throw ModuleFailure(
                "Status code was \(answer.status) and not \(wanted): "
                    + "HTTP Error \(answer.status): \(answer.reason)",
                result: values
            )
        }
        return values
    }

    private var wanted: String { Value.list(statusCodes.map { .integer($0) }).pythonText }

    private func add(_ answer: HTTPAnswer, to values: inout ValueMap) {
        var cookies: ValueMap = [:]
        for header in answer.headers {
            let name = String(header.name.lowercased().map { $0 == "-" ? "_" : $0 })
            let known = values[name]?.string
            let isOwn = ["url", "status", "elapsed", "msg", "content", "json"].contains(name)
            if isOwn { continue }
            values[name] = .string(known.map { "\($0), \(header.value)" } ?? header.value)
            if name == "set_cookie", let cookie = Self.cookie(header.value) {
                cookies[cookie.name] = .string(cookie.value)
            }
        }
        values["status"] = .integer(answer.status)
        values["url"] = .string(answer.url)
        values["redirected"] = .bool(answer.url != url)
        values["cookies"] = .map(cookies)
        values["cookies_string"] = .string(
            cookies.map { "\($0.key.pythonText)=\($0.value.pythonText)" }.joined(separator: "; ")
        )
        values["msg"] = .string("OK (\(answer.header("content-length") ?? "unknown") bytes)")
        let text = String(decoding: answer.body, as: UTF8.self)
        if returnsContent { values["content"] = .string(text) }
        let type = answer.header("content-type")?.lowercased() ?? ""
        if type.contains("json"), let json = try? JSONReader.read(text) { values["json"] = json }
    }

    private static func cookie(_ text: String) -> (name: String, value: String)? {
        let pair = text.prefix { $0 != ";" }
        guard let equals = pair.firstIndex(of: "=") else { return nil }
        return (trimmed(pair[..<equals]), trimmed(pair[pair.index(after: equals)...]))
    }
}

internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// Values as the Incus API wants them in configurations: everything is text.
enum IncusText {
    /// `true`, `4`, `1.5`; null is the empty text, which an unset key reads as.
    static func text(_ value: Value) -> String {
        switch value {
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        default: value.pythonText
        }
    }

    /// A mapping of texts.
    static func map(_ map: ValueMap?) -> [String: String] {
        var texts: [String: String] = [:]
        for entry in map ?? [:] { texts[entry.key.pythonText] = text(entry.value) }
        return texts
    }

    /// A mapping of mappings of texts, as devices are.
    static func devices(_ map: ValueMap?) -> [String: [String: String]] {
        var devices: [String: [String: String]] = [:]
        for entry in map ?? [:] { devices[entry.key.pythonText] = self.map(entry.value.map) }
        return devices
    }

    /// The mapping as a value, keys sorted.
    static func value(_ texts: [String: String]) -> Value {
        .map(ValueMap(texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }

    /// The mapping of mappings as a value, keys sorted.
    static func value(_ devices: [String: [String: String]]) -> Value {
        .map(ValueMap(devices.sorted { $0.key < $1.key }.map { ($0.key, value($0.value)) }))
    }

    /// What of `wanted` differs from what is there; `auto` stands for anything that Incus chose.
    static func differences(
        _ wanted: [String: String],
        from present: [String: String]
    ) -> [String] {
        wanted.keys.sorted().filter { key in
            let found = present[key] ?? ""
            return wanted[key] != found && !(wanted[key] == "auto" && !found.isEmpty)
        }
    }
}

/// What the daemon said about something that may not be there.
enum IncusFinding: Sendable, Hashable {
    /// It is there.
    case present(Value)
    /// There is no such thing.
    case absent

    /// Reads a reply; what is neither presence nor absence is a failure.
    init(_ reply: HostReply?, of subject: String) throws(ModuleFailure) {
        switch reply?.incus {
        case .success(let value, _)?: self = .present(value)
        case .failure(code: 404, _)?: self = .absent
        case .failure(_, let message)?:
            throw ModuleFailure("could not look at \(subject): \(message)")
        case nil: throw ModuleFailure("could not look at \(subject): the daemon gave no reply")
        }
    }

    /// The value, when it is there.
    var value: Value? {
        guard case .present(let value) = self else { return nil }
        return value
    }
}

/// Where things are in the API, and in which project.
struct IncusPlace: Sendable, Hashable {
    /// The project; nil is the default one.
    var project: String?

    /// The argument `project`.
    static let specification = ArgumentSpecification("project")

    /// A request in the project; nobody is asked to wait for longer than `timeout`.
    func request(
        _ method: String,
        _ path: String,
        query: [String: String] = [:],
        body: Value? = nil
    ) -> HostRequest {
        var query = query
        if let project { query["project"] = project }
        return .incus(IncusRequest(method, path, query: query, body: body))
    }

    /// ` in the project 'x'`, for messages.
    var suffix: String { project.map { " in the project '\($0)'" } ?? "" }
}

/// The names at the end of a list of the API's paths, sorted.
func namesOfPaths(_ value: Value?) -> [String] {
    (value?.list ?? []).compactMap(\.string).map { path in
        let name = path.prefix { $0 != "?" }.split(separator: "/").last.map(String.init) ?? path
        return percentDecoded(name)
    }.sorted()
}

private func percentDecoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%"), rest.count >= 2,
            let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
        {
            bytes.append(code)
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// `there are: a, b`, or `there are none`.
func listing(_ names: [String]) -> String {
    names.isEmpty ? "there are none" : "there are: \(names.joined(separator: ", "))"
}

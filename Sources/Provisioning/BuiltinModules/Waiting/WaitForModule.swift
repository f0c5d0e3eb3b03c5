internal import DocumentValues
internal import HostConnections
internal import LinuxSystem
internal import ModuleContract
internal import RegularExpressions

/// `wait_for`: a port, a path or a text in a file.
enum WaitForModule: TaskModule {
    struct Arguments: Sendable {
        var subject: Subject?
        /// Whether the subject is to be there.
        var isWanted: Bool
        var delay: Duration
        var interval: Duration
        var timeout: Duration
        var message: String?
        var result: ValueMap
    }

    /// What is waited for.
    enum Subject: Sendable {
        /// Something that accepts connections.
        case port(host: String, port: UInt16, connectTimeout: Duration)
        /// A path, with a text that matches in it.
        case path(String, expression: RegularExpression?)
    }

    static let description = ModuleDescription(
        name: "wait_for",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("host", defaultValue: "127.0.0.1"),
                ArgumentSpecification("port", .integer),
                ArgumentSpecification("path", .path),
                ArgumentSpecification("search_regex"),
                ArgumentSpecification(
                    "state",
                    defaultValue: "started",
                    choices: ["started", "stopped", "present", "absent"]
                ),
                ArgumentSpecification("timeout", .integer, defaultValue: 300),
                ArgumentSpecification("connect_timeout", .integer, defaultValue: 5),
                ArgumentSpecification("delay", .integer, defaultValue: 0),
                ArgumentSpecification("sleep", .integer, defaultValue: 1),
                ArgumentSpecification("msg"),
            ],
            rules: [.mutuallyExclusive(["port", "path"])]
        ),
        checkMode: .skipped
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let state = arguments.string("state")
        var result: ValueMap = ["state": .string(state)]
        for name in ["port", "path", "search_regex"] { result[name] = arguments[name] ?? .null }
        return Arguments(
            subject: try subject(arguments, context),
            isWanted: state == "started" || state == "present",
            delay: .seconds(arguments.integer("delay")),
            interval: .seconds(arguments.integer("sleep")),
            timeout: .seconds(arguments.integer("timeout")),
            message: arguments.optionalString("msg"),
            result: result
        )
    }

    private static func subject(
        _ arguments: ArgumentReader,
        _ context: ModuleContext
    ) throws(ModuleFailure) -> Subject? {
        let pattern = arguments.optionalString("search_regex")
        if let number = arguments.optionalInteger("port") {
            guard let port = UInt16(exactly: number), port > 0 else {
                throw ModuleFailure("\(number) is no port")
            }
            if pattern != nil {
                throw ModuleFailure(
                    "search_regex works with 'path'; with 'port' it is not supported"
                )
            }
            return .port(
                host: arguments.string("host"),
                port: port,
                connectTimeout: .seconds(arguments.integer("connect_timeout"))
            )
        }
        guard let path = arguments.optionalString("path") else {
            if pattern != nil { throw ModuleFailure("search_regex needs a path") }
            return nil
        }
        return .path(
            path,
            expression: try pattern.map { (pattern) throws(ModuleFailure) in
                try compiled(pattern, options: [.python, .multiline])
            }
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<Void> { .known(()) }

    static func plan(_ arguments: Arguments, facts: Void) throws(ModuleFailure) -> Plan {
        guard let subject = arguments.subject else {
            let pause = Effect.pause(prompt: nil, duration: arguments.timeout, echo: false)
            return Plan(effects: [pause], result: arguments.result)
        }
        var plan = Plan(result: arguments.result)
        let (isWanted, start, result) = (arguments.isWanted, WallTime.now, arguments.result)
        plan.wait = Wait(
            for: subject.description + (isWanted ? "" : " to be gone"),
            delay: arguments.delay,
            interval: arguments.interval,
            timeout: arguments.timeout,
            timeoutMessage: arguments.message
        ) {
            subject.probe { (missing) in
                if (missing == nil) == isWanted {
                    var values = result
                    values["elapsed"] = .integer(Int(WallTime.now.seconds - start.seconds))
                    return .reached(values)
                }
                return .notYet(missing ?? "it is still there")
            }
        }
        return plan
    }
}

extension WaitForModule.Subject {
    /// The subject in messages.
    var description: String {
        switch self {
        case .port(let host, let port, _): "\(host):\(port)"
        case .path(let path, let expression):
            expression.map { "the text \($0.pattern) in \(path)" } ?? "the file \(path)"
        }
    }

    /// Looks once; `judge` is told what is missing, or nil.
    func probe(
        _ judge: @escaping @Sendable (String?) -> Wait.Verdict
    ) -> Probe<Wait.Verdict> {
        switch self {
        case .port(let host, let port, let timeout):
            let request = HostRequest.connect(.tcp(host: host, port: port), timeout: timeout)
            return .facts(from: [request]) { (replies) throws(ModuleFailure) in
                guard case .failed(let why)? = replies.first?.connect else { return judge(nil) }
                return judge(why)
            }
        case .path(let path, let expression):
            var look = FileLook(paths: [path])
            look.followsLinks = true
            look.contentLimit = expression == nil ? nil : FileLook.editableByteCount
            return .facts(from: [look.request]) { [look] (replies) throws(ModuleFailure) in
                let state = try look.state(replies.first)
                guard state.exists else { return judge("there is no such file") }
                guard let expression else { return judge(nil) }
                let text = String(decoding: state.content ?? [], as: UTF8.self)
                let isFound = (try? expression.matches(text)) ?? false
                return judge(isFound ? nil : "the file does not hold it")
            }
        }
    }
}

/// A regular expression of the operator's, compiled.
func compiled(
    _ pattern: String,
    options: RegularExpression.Options = .python
) throws(ModuleFailure) -> RegularExpression {
    do {
        return try RegularExpression(pattern, options: options)
    } catch {
        throw ModuleFailure("the regular expression '\(pattern)' is wrong: \(error.message)")
    }
}

/// The expression for bytes, as Python compiles a pattern of bytes.
func compiledForBytes(_ pattern: String) throws(ModuleFailure) -> RegularExpression {
    try compiled(pattern, options: [.python, .bytes])
}

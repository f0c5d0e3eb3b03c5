internal import Diagnostics
internal import ProxyConfiguration
internal import ProxyDataPlane
internal import Samples

/// Commands about the variables of the process.
enum VariableCommands {
    static let all: [ControlCommand] = [
        ControlCommand(
            "get var",
            usage: "get var <name>",
            "retrieve contents of a process-wide variable",
            get
        ),
        ControlCommand(
            "set var",
            usage: "set var <name> {expr|fmt} <value>",
            "set a process-wide variable",
            level: .admin,
            set
        ),
    ]

    private static func get(_ call: ControlCall) -> ControlAnswer {
        guard let name = call.argument(0) else {
            return "Missing process-wide variable identifier.\n"
        }
        guard let variable = VariableName(name), let value = variable.processText() else {
            return "Variable not found.\n"
        }
        let text = String(decoding: value.text, as: UTF8.self)
        return "\(name): type=\(value.type.word) value=<\(text)>"
    }

    private static func set(_ call: ControlCall) -> ControlAnswer {
        guard call.isExperimental else {
            return "This command is restricted to experimental mode only.\n"
        }
        guard let name = call.argument(0) else {
            return "Missing process-wide variable identifier.\n"
        }
        guard var kind = call.argument(1) else {
            return "Missing either 'expr', 'fmt' or expression.\n"
        }
        var value = call.arguments.dropFirst(2).joined(separator: " ")
        if call.rawArguments.count == 2 {
            // The old form, without a word for what follows.
            value = kind
            kind = "expr"
        }
        guard kind == "expr" || kind == "fmt" else {
            return "'set var': arg type must be either 'expr' or 'fmt' but got '\(kind)'."
        }
        let scope = name.prefix { $0 != "." }
        guard let variable = VariableName(name) else {
            return "invalid variable name '\(name)'. A variable name must be start by its scope. "
                + "The scope can be 'proc', 'sess', 'txn', 'req', 'res' or 'check'"
        }
        guard scope == "proc" else {
            return "'set var': cannot set variable '\(name)', only scope 'proc' is permitted here."
        }
        let tools = SampleTools(
            patterns: PatternCatalogue(),
            readFile: { _ in .unreadable("commands read no files") }
        )
        do throws(Diagnostic) {
            let initial: InitialVariable
            if kind == "expr" {
                let reader = SampleReader(tools, at: [.commands])
                let expression = try reader.expression(value, at: nil)
                initial = InitialVariable(variable, text: value) { expression.evaluate(&$0) }
            } else {
                let reader = LogFormatReader(tools, at: [.commands], for: .plain)
                let format = try reader.format(value, at: nil)
                initial = InitialVariable(variable, text: value) { context in
                    format.evaluate(&context).map { .text($0) }
                }
            }
            InitialVariable.apply([initial])
            return ""
        } catch {
            return "\(error.message)\n"
        }
    }
}

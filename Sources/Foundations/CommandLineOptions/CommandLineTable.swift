public import Diagnostics
internal import LinuxSystem

/// The options and operands that a command takes, as a table; its help is generated from it.
public struct CommandLineTable<Settings: Sendable>: Sendable {
    /// The command as it is called, as `switchyard provision`.
    public let command: String
    /// What the command does, in one sentence.
    public let summary: String
    /// How its operands are called in the usage line, as `PLAYBOOK...`; empty when it takes none.
    public let operands: String
    /// How many operands there must be.
    public let operandCount: ClosedRange<Int>
    /// The options, in the order of the help.
    public let options: [CommandOption<Settings>]

    /// A table.
    public init(
        command: String,
        summary: String,
        operands: String = "",
        operandCount: ClosedRange<Int> = 0...0,
        options: [CommandOption<Settings>]
    ) {
        self.command = command
        self.summary = summary
        self.operands = operands
        self.operandCount = operandCount
        self.options = options
    }

    /// What a command line asks for.
    public enum Outcome: Sendable {
        /// To run with these settings and operands.
        case run(Settings, operands: [String])
        /// To print the help.
        case help
    }

    /// Reads the words after the command's name.
    ///
    /// - Throws: every complaint about the words, in their order.
    public func parse(
        _ words: [String],
        into initial: Settings
    ) throws(DiagnosticList) -> Outcome {
        let names = options.flatMap { [$0.name] + $0.otherNames }
        var table: [OptionScanning.Option] = []
        var owners: [Int] = []
        for (index, option) in options.enumerated() {
            for (position, name) in ([option.name] + option.otherNames).enumerated() {
                let letter = position == 0 ? option.letter : nil
                table.append(.init(name: name, letter: letter, takesValue: option.takesValue))
                owners.append(index)
            }
        }
        table.append(.init(name: "help", letter: helpLetter, takesValue: false))
        var settings = initial
        var operands: [String] = []
        var complaints: [Diagnostic] = []
        for finding in OptionScanning.scan(words, for: table) {
            switch finding {
            case .operand(let word):
                operands.append(word)
            case .unknown(let word):
                complaints.append(unknown(word, among: names + ["help"]))
            case .missingValue(let index):
                complaints.append(
                    Diagnostic("the option '--\(table[index].name)' needs a value", hint: seeHelp)
                )
            case .unexpectedValue(let index):
                complaints.append(
                    Diagnostic("the option '--\(table[index].name)' takes no value", hint: seeHelp)
                )
            case .option(let index, _) where index == table.count - 1:
                return .help
            case .option(let index, let value):
                do throws(Diagnostic) {
                    try take(options[owners[index]], value: value, into: &settings)
                } catch {
                    complaints.append(error)
                }
            }
        }
        if complaints.isEmpty, !operandCount.contains(operands.count) {
            complaints.append(wrongOperands(operands))
        }
        if !complaints.isEmpty { throw DiagnosticList(complaints) }
        return .run(settings, operands: operands)
    }

    /// `-h` is help, unless an option has taken the letter.
    var helpLetter: Character? { options.contains { $0.letter == "h" } ? nil : "h" }

    private var seeHelp: String { "'\(command) --help' lists the options" }

    private func take(
        _ option: CommandOption<Settings>,
        value: String?,
        into settings: inout Settings
    ) throws(Diagnostic) {
        switch option.action {
        case .flag(let set):
            set(&settings)
        case .value(_, let take):
            do throws(OptionValueProblem) {
                try take(value ?? "", &settings)
            } catch {
                throw Diagnostic(
                    "'\(value ?? "")' is no value for '--\(option.name)'",
                    expected: error.expected
                )
            }
        case .refused(_, let hint):
            throw Diagnostic("the option '--\(option.name)' is not supported", hint: hint)
        }
    }

    private func unknown(_ word: String, among names: [String]) -> Diagnostic {
        let bare = word.drop { $0 == "-" }.prefix { $0 != "=" }
        var message = "unknown option '\(word.prefix { $0 != "=" })'"
        let starting = names.filter { $0.hasPrefix(bare) }
        if word.hasPrefix("--"), starting.count > 1 {
            message = "the option '--\(bare)' is short for several"
            let expected = "one of " + starting.map { "--\($0)" }.joined(separator: ", ")
            return Diagnostic(message, expected: expected)
        }
        if word.hasPrefix("--"), let close = closestWord(to: String(bare), among: names) {
            message += "; did you mean '--\(close)'?"
        }
        return Diagnostic(message, hint: seeHelp)
    }

    private func wrongOperands(_ found: [String]) -> Diagnostic {
        if found.count > operandCount.upperBound {
            let extra = found[operandCount.upperBound]
            return Diagnostic(
                "'\(extra)' is one word too many",
                expected: operands.isEmpty ? "options only" : operands,
                hint: seeHelp
            )
        }
        return Diagnostic("'\(command)' needs \(operands)", hint: seeHelp)
    }
}

internal import CommandLineOptions

/// The options of `switchyard run`: those of `ansible`.
enum AdHocOptions {
    static let table = CommandLineTable<ProvisionSettings>(
        command: "switchyard run",
        summary: "Calls one module on hosts.",
        operands: "PATTERN",
        operandCount: 1...1,
        options: own + ProvisionOptions.adHoc + refused
    )

    private static let own: [CommandOption<ProvisionSettings>] = [
        .value("module-name", letter: "m", named: "MODULE", help: "what is called (command)") {
            text,
            settings in settings.adHoc.module = text
        },
        .value("args", letter: "a", named: "ARGUMENTS", help: "k=v, free text, or JSON in braces") {
            text,
            settings in settings.adHoc.arguments = text
        },
        .flag("one-line", letter: "o", help: "a line for each host") {
            $0.adHoc.isOneLine = true
        },
        .value("task-timeout", named: "SECONDS", help: "how long it may take (0: as it likes)") {
            (text, settings) throws(OptionValueProblem) in
            guard let seconds = Int(text), seconds >= 0 else {
                throw OptionValueProblem(expected: "a number of seconds")
            }
            settings.adHoc.timeout = seconds
        },
        .flag("list-hosts", help: "list the hosts and stop") { $0.adHoc.listsHosts = true },
    ]

    private static let refused: [CommandOption<ProvisionSettings>] = [
        ProvisionOptions.refuse(
            "background",
            letter: "B",
            takesValue: true,
            hint: "'--task-timeout SECONDS' ends what takes too long"
        ),
        ProvisionOptions.refuse(
            "poll",
            letter: "P",
            takesValue: true,
            hint: "nothing runs in the background"
        ),
        ProvisionOptions.refuse(
            "tree",
            letter: "t",
            takesValue: true,
            hint: "'--json FILE' of 'switchyard provision' keeps results"
        ),
    ]
}

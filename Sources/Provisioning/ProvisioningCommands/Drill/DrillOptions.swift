internal import CommandLineOptions

extension ProvisionOptions {
    /// The options of `switchyard drill`: those that say which hosts, how, and what is reported.
    static let drillTable = CommandLineTable<ProvisionSettings>(
        command: "switchyard drill",
        summary: "Breaks something under load, and measures what users would have felt.",
        operands: "DRILL",
        operandCount: 1...1,
        options: drillModes + drillSite + drillReports
    )

    private static let drillModes: [Option] = [
        .flag("check", letter: "C", help: "prove the steady state, say what would be broken") {
            $0.drill.purpose = .check
        },
        .value("repeat", named: "COUNT", help: "carry it out so often, and sum up") {
            (text, settings) throws(OptionValueProblem) in
            settings.drill.repeatCount = try positive(text)
        },
        .flag("list", help: "list the drills below a folder and what they break") {
            $0.drill.purpose = .list
        },
    ]
}

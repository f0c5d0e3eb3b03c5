internal import CommandLineOptions

extension ProvisionOptions {
    /// The options of `switchyard watch`: those that say which hosts, how, and how it is shown.
    static let watchTable = CommandLineTable<ProvisionSettings>(
        command: "switchyard watch",
        summary: "Shows the balancers of an inventory on one page: pools, servers, rates, errors.",
        operands: "[PATTERN]",
        operandCount: 0...1,
        options: watchForms
            + drillSite.filter { !["forks", "roles-path", "verbose"].contains($0.name) }
    )

    private static let watchForms: [Option] = [
        .value("every", named: "SECONDS", help: "the pause from one look to the next (2)") {
            (text, settings) throws(OptionValueProblem) in
            guard let seconds = Double(text), seconds >= 0.2, seconds <= 3600 else {
                throw OptionValueProblem(expected: "0.2 to 3600 seconds")
            }
            settings.watch.pause = .milliseconds(Int64(seconds * 1000))
        },
        .flag("once", help: "print the page once, as text") { $0.watch.form = .once },
        .flag("json", help: "print the page once, as a record") { $0.watch.form = .record },
    ]
}

internal import CommandLineOptions
internal import Watching

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
        .flag("once", help: "print the page once, as text") {
            $0.watch.choose("once", .once)
        },
        .flag("json", help: "print the page once, as a record") {
            $0.watch.choose("json", .record)
        },
        .value(
            "page",
            named: "[ADDRESS:]PORT",
            help: "serve the page to browsers of this machine"
        ) { (text, settings) throws(OptionValueProblem) in
            guard let address = LoopbackAddress(text) else {
                let reason = "the page has no password, so that only loopback may have it"
                throw OptionValueProblem(
                    expected: "a port, or 127.0.0.1:PORT or [::1]:PORT: \(reason)"
                )
            }
            settings.watch.choose("page", .browser(address))
        },
    ]
}

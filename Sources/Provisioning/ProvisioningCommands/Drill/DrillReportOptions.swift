internal import CommandLineOptions

/// The options that say what is reported of a drill.
extension ProvisionOptions {
    static let drillReports: [Option] = [
        .value("html", named: "FILE", help: "write a report for people, one page") {
            text,
            settings in settings.pageFile = text
        },
        .value(
            "compare",
            named: "PATH",
            help: "hold it against earlier --json files, or a folder of them; may be repeated"
        ) { text, settings in settings.comparedPaths.append(text) },
        .value("json", named: "FILE", help: "write a journal as Chaos Toolkit does") {
            text,
            settings in settings.recordFile = text
        },
        .value("junit", named: "FILE", help: "write a JUnit report") { text, settings in
            settings.junitFile = text
        },
        .value("openmetrics", named: "FILE", help: "write the figures as OpenMetrics text") {
            text,
            settings in settings.metricsFile = text
        },
    ]
}

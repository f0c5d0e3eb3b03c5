internal import CommandLineOptions

/// The options of `switchyard gameday`.
extension ProvisionOptions {
    static let gameTable = CommandLineTable<ProvisionSettings>(
        command: "switchyard gameday",
        summary: "Carries out the drills of a game day, and goes on where an earlier run ended.",
        operands: "GAME",
        operandCount: 1...1,
        options: gameReports + drillSite.filter { $0.name != "ask-become-pass" }
            + [
                refuse(
                    "ask-become-pass",
                    letter: "K",
                    hint: "a day has no one at the terminal; give --become-password-file FILE"
                )
            ]
    )

    private static let gameReports: [Option] =
        [
            .value("html", named: "FILE", help: "the report of the day (GAME.html, here)") {
                text,
                settings in settings.pageFile = text
            },
            .value("journals", named: "FOLDER", help: "write a journal of each drill there") {
                text,
                settings in settings.journalFolder = text
            },
            .flag("fresh", help: "begin the day anew, whatever an earlier run has done") {
                $0.beginsAnew = true
            },
        ] + drillReports.filter { ["compare", "junit", "openmetrics"].contains($0.name) }
}

internal import Diagnostics
internal import DocumentValues
internal import DrillReporting
internal import Drilling
internal import LinuxSystem
internal import RunReporting
internal import Vaulting

/// What the drills of a day share.
struct GameTools {
    let settings: ProvisionSettings
    let mask: SecretMask
    let dialers: DrillDialers
    let output: CommandOutput
}

/// `switchyard gameday`: drills one after the other, with rests, until all are done or one says
/// that the day must not go on.
enum GameCommand {
    static let subcommand = Subcommand(
        name: "gameday",
        summary: "carry out several drills with rests between, and report the whole day"
    ) { words, output in
        guard let usual = UsualSettings.read(output) else { return ExitStatus.syntax }
        switch ProvisionOptions.gameTable.read(words, into: usual, output) {
        case .stop(let status): return status
        case .run(let settings, let paths):
            return run(settings, paths.first ?? "", output)
        }
    }

    private static func run(
        _ settings: ProvisionSettings,
        _ path: String,
        _ output: CommandOutput
    ) -> Int32 {
        let tools = GameTools(
            settings: settings,
            mask: SecretMask(),
            dialers: DrillDialers(),
            output: output
        )
        defer { tools.dialers.close() }
        var run: GameRun
        do throws(DiagnosticList) {
            run = try GameRun(path, tools)
        } catch {
            output.writeError(tools.mask.masked(error.description) + "\n")
            return ExitStatus.syntax
        }
        do throws(DiagnosticList) {
            return try run.carryOut()
        } catch {
            output.writeError(tools.mask.masked(error.description) + "\n")
            return ExitStatus.failure
        }
    }
}

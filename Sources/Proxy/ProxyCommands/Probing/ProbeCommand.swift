internal import CommandLineOptions
internal import Diagnostics
internal import LinuxSystem

/// `switchyard-proxy probe`: proves that a proxy answers, by asking it for something.
///
/// Exits with 0 when the answer was as it should be, with 1 when it was not, and with 2 when the
/// command line is wrong. One line says why.
enum ProbeCommand {
    /// Reads the words after `probe`, and does what they ask for.
    static func run(_ words: [String]) -> Int32 {
        Signal.brokenPipe.ignore()
        do throws(DiagnosticList) {
            switch try CanaryOptions.table.parse(words, into: CanarySettings()) {
            case .help:
                print(CanaryOptions.table.help(), terminator: "")
                return 0
            case .run(var settings, let operands):
                return run(try makeCanary(operands[0], &settings), settings)
            }
        } catch {
            ProxyCommand.say(error.description)
            return 2
        }
    }

    private static func makeCanary(
        _ operand: String,
        _ settings: inout CanarySettings
    ) throws(DiagnosticList) -> Canary {
        do throws(Diagnostic) {
            let address = try CanaryOptions.settle(operand, &settings)
            return try Canary(address, settings)
        } catch {
            throw DiagnosticList([error])
        }
    }

    private static func run(_ canary: Canary, _ settings: CanarySettings) -> Int32 {
        if let interval = settings.interval, let path = settings.verdictPath {
            return watch(CanaryWatch(canary, every: interval, file: path, settings))
        }
        switch canary.send() {
        case .success(let success):
            LineOutput.standardOutput.write("good: \(success.text)")
            return 0
        case .failure(let failure):
            LineOutput.standardError.write("bad: \(failure)")
            return 1
        }
    }

    private static func watch(_ watch: CanaryWatch) -> Int32 {
        var watch = watch
        do throws(SystemError) {
            try watch.run()
        } catch {
            ProxyCommand.say("error: the verdict cannot be kept: \(error)")
            return 1
        }
    }
}

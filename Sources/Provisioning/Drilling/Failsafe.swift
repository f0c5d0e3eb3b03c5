/// What puts things back when the program that carries the drill out has died.
struct Failsafe: Sendable, Hashable {
    /// The host that the timer runs on.
    let host: String
    /// How long after the last sign of life it goes off.
    let after: Duration
    /// What it runs.
    let command: [String]
    /// The name of its units.
    let unit: String

    /// Starts the timer: systemd runs the command on its own once the time is over.
    func arming(for drill: String) -> [String] {
        [
            "systemd-run", "--collect", "--unit=\(unit)",
            "--description=Switchyard drill '\(drill)': puts back what it broke",
            "--on-active=\(after.drillMilliseconds)ms", "--timer-property=AccuracySec=100ms", "--",
        ] + command.map(Self.literal)
    }

    /// A word as systemd takes it without putting in variables.
    private static func literal(_ word: String) -> String {
        word.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$")
    }

    /// A sign of life: the time starts again.
    var renewal: [String] { ["systemctl", "restart", "\(unit).timer"] }

    /// Takes the timer away.
    var cancellation: [String] { ["systemctl", "stop", "\(unit).timer"] }

    /// The status of `systemctl` for a timer that is there no more: it went off.
    static let goneStatus: Int32 = 5

    /// The command for people.
    var shown: String { command.joined(separator: " ") }
}

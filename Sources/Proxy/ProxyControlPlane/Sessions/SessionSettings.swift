internal import ProxyConfiguration

/// What an operator has set for his own conversation.
struct SessionSettings {
    /// How the end of an answer looks, and whether the conversation goes on after it.
    enum Mode {
        /// The lines that came together are answered, then it ends.
        case single
        /// It goes on.
        case interactive
        /// It goes on, and a prompt asks for more.
        case prompt
    }

    /// How sentences begin.
    enum SeverityOutput: String {
        case none, number, string
    }

    var level: OperatorLevel
    var mode = Mode.single
    /// Whether the prompt tells how long the process has run.
    var isTimed = false
    var isExpert = false
    var isExperimental = false
    var severityOutput = SeverityOutput.none
    /// How long the conversation may be idle; nil leaves what the configuration says.
    var timeout: Duration?

    init(level: OperatorLevel) {
        self.level = level
    }
}

internal import Diagnostics
internal import Watching

/// What the options of `switchyard watch` alone say.
struct WatchSettings: Sendable {
    /// How the page is shown.
    enum Form: Sendable {
        /// On the terminal, again and again; once when the output is none.
        case screen
        /// Once, as text.
        case once
        /// Once, as a record.
        case record
        /// To browsers of this machine.
        case browser(LoopbackAddress)
    }

    /// How the page is shown, as each option of the command line says it.
    private var forms: [(option: String, form: Form)] = []
    /// `--every`: the pause from one look to the next.
    var pause = Duration.seconds(2)

    /// How the page is shown.
    var form: Form { forms.last?.form ?? .screen }

    /// Takes what an option says.
    mutating func choose(_ option: String, _ form: Form) {
        forms.append((option, form))
    }

    /// Refuses two ways at once.
    func check() throws(Diagnostic) {
        guard let first = forms.first, let other = forms.first(where: { $0.option != first.option })
        else { return }
        throw Diagnostic(
            "'--\(first.option)' and '--\(other.option)' are two ways to show the page",
            expected: "one of --once, --json and --page"
        )
    }
}

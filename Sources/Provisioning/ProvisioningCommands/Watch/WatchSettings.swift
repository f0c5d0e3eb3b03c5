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
    }

    /// How the page is shown.
    var form = Form.screen
    /// `--every`: the pause from one look to the next.
    var pause = Duration.seconds(2)
}

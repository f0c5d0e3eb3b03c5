/// The command lines that start the long-lived shell, as whatever user.
///
/// They are evaluated by the login shell of the connection's user, so they are made of constant
/// text and quoted words only.
enum ShellStarting {
    /// What a shell for another user says on its error output when it is there.
    static let isUp = "switchyard-shell-is-up"

    /// What starts the shell as the connection's own user.
    static var ownUser: [String] { ["sh", "-c", ShellFraming.loop.text] }

    /// The text of a shell that says when it is there.
    static var announced: String {
        "printf '%s\\n' \(isUp) >&2\n" + ShellFraming.loop.text
    }
}

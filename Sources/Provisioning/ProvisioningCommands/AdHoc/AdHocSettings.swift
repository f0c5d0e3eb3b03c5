/// What the options of `switchyard run` say beside those of a playbook's run.
struct AdHocSettings: Sendable {
    /// `--module-name`.
    var module = "command"
    /// `--args`.
    var arguments = ""
    /// `--one-line`.
    var isOneLine = false
    /// `--task-timeout`, in seconds; zero is none.
    var timeout = 0
    /// `--list-hosts`.
    var listsHosts = false
}

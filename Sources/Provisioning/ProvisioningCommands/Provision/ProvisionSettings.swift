internal import PlaybookRunning

/// What the options of `switchyard provision` say.
struct ProvisionSettings: Sendable {
    /// What is done with the playbooks.
    enum Purpose: Sendable {
        /// They are run.
        case run
        /// They are checked.
        case syntaxCheck
        /// Their hosts are listed.
        case listHosts
        /// Their tasks are listed.
        case listTasks
        /// Their tags are listed.
        case listTags
    }

    /// `--inventory`.
    var inventories: [String] = []
    /// `--extra-vars`, as written.
    var extraVariables: [String] = []
    /// How playbooks are run.
    var options = RunOptions()
    /// The tags of `--tags`.
    var tags: [String] = []
    /// The tags of `--skip-tags`.
    var skippedTags: [String] = []
    /// The tasks that `--tags` and `--skip-tags` leave.
    var tagSelection: TagSelection { TagSelection(only: tags, skipped: skippedTags) }
    /// What is done.
    var purpose = Purpose.run
    /// `--vault-id` and `--vault-password-file`.
    var vaultSources: [String] = []
    /// `--ask-become-pass`.
    var asksBecomePassword = false
    /// `--become-password-file`.
    var becomePasswordFile: String?
    /// `--junit`.
    var junitFile: String?
    /// `--json`.
    var recordFile: String?
    /// `--fail-on-change`: a change counts as a failure in the JUnit report.
    var failsOnChange = false
    /// `--detailed-exitcode`.
    var hasDetailedExitStatus = false
    /// `--roles-path`.
    var rolesPath: [String] = []
}

internal import LinuxSystem
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
    /// The inventories when no option names one.
    var usualInventories: [String] = []
    /// The vault passwords beside those of options.
    var usualVaultSources: [String] = []
    /// Where roles are looked for after the folders of options.
    var usualRolesPath = AnsibleFolders.of("roles") + ["/etc/ansible/roles"]
    /// Where the roles of collections are looked for.
    var collectionsPath = AnsibleFolders.of("collections")
    /// Whether colours are used wherever the report goes.
    var forcesColors = false
    /// Whether the values of `set_stats` are shown at the end.
    var showsCustomStatistics = false
    /// Whether no colours are used.
    var hasNoColors = false
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
    /// What `switchyard run` is to do.
    var adHoc = AdHocSettings()
    /// What `switchyard drill` is to do.
    var drill = DrillSettings()
    /// What `switchyard watch` is to do.
    var watch = WatchSettings()
    /// `--junit`.
    var junitFile: String?
    /// `--json`.
    var recordFile: String?
    /// `--html`.
    var pageFile: String?
    /// `--openmetrics`.
    var metricsFile: String?
    /// `--compare`: journals of earlier runs, or folders of them.
    var comparedPaths: [String] = []
    /// `--journals`: the folder of a game day's journals.
    var journalFolder: String?
    /// `--fresh`: a game day begins anew.
    var beginsAnew = false
    /// `--heartbeat`: after so long without a word it is said what still runs; zero is never.
    var heartbeat = Duration.seconds(30)
    /// `--fail-on-change`: a change counts as a failure in the JUnit report.
    var failsOnChange = false
    /// `--detailed-exitcode`.
    var hasDetailedExitStatus = false
    /// `--dismiss`: pending handlers are forgotten.
    var dismissesHandlers = false
    /// `--roles-path`.
    var rolesPath: [String] = []
}

/// Where Ansible's own tools install what playbooks use.
private enum AnsibleFolders {
    static func of(_ kind: String) -> [String] {
        let home = Environment["HOME"].map { ["\($0)/.ansible/\(kind)"] } ?? []
        return home + ["/usr/share/ansible/\(kind)"]
    }
}

extension ProvisionSettings {
    /// The inventories of the run.
    var allInventories: [String] { inventories.isEmpty ? usualInventories : inventories }

    /// The vault passwords of the run.
    var allVaultSources: [String] { usualVaultSources + vaultSources }
}

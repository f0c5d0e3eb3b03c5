internal import DocumentValues
public import Playbooks
public import SSHConnections

/// How playbooks are run: the options of the command line.
public struct RunOptions: Sendable {
    /// `--limit`: patterns that the hosts must match too.
    public var limit: [String] = []
    /// `--tags` and `--skip-tags`.
    public var tags = TagSelection()
    /// `--check`: nothing is changed.
    public var isCheckMode = false
    /// Whether `check_mode: false` of a task is overruled: nothing at all is carried out.
    public var forcesCheckMode = false
    /// `--diff`: differences of contents are shown.
    public var isDiffMode = false
    /// `--forks`: how many hosts are worked on at once.
    public var forks = 25
    /// How many `-v` were given: `ansible_verbosity`.
    public var verbosity = 0
    /// `--start-at-task`: tasks before the first one that is named so are left out.
    public var startAtTask: String?
    /// `--force-handlers`: handlers run on failed hosts too.
    public var forcesHandlers = false
    /// Whether what is waited for or tried again is looked at once: a look at how things are.
    public var looksOnce = false
    /// Asked between two looks or two tries: whether the run gives up waiting.
    public var hasGivenUp: @Sendable () -> Bool = { false }
    /// `--user`: who is logged in as when nothing else says.
    public var remoteUser: String?
    /// The port that is connected to when nothing else says.
    public var remotePort: Int?
    /// Options of `ssh` by the variable of a host that wins over them, as
    /// `ansible_ssh_common_args`.
    public var sshArguments: [String: ClientArguments] = [:]
    /// How plays that do not say go through their tasks.
    public var strategy = Strategy.linear
    /// Whether plays that do not say gather facts.
    public var gathersFacts = true
    /// `--private-key`.
    public var privateKeyFile: String?
    /// `--connection`.
    public var connection: String?
    /// `--timeout` for connecting, in seconds.
    public var timeout: Int?
    /// `--become`.
    public var becomes = false
    /// `--become-method`.
    public var becomeMethod: String?
    /// `--become-user`.
    public var becomeUser: String?
    /// The password of `--ask-become-pass`.
    public var becomePassword: String?
    /// `--host-key-checking accept-new`: unknown host keys are recorded and accepted.
    public var acceptsNewHostKeys = false

    /// The defaults.
    public init() {}
}

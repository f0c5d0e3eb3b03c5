internal import CommandLineOptions
internal import PlaybookRunning
internal import SSHConnections

/// The options of `switchyard provision`: those of `ansible-playbook`, and a few of our own.
enum ProvisionOptions {
    typealias Option = CommandOption<ProvisionSettings>

    static let table = CommandLineTable<ProvisionSettings>(
        command: "switchyard provision",
        summary: "Runs playbooks on the hosts of an inventory.",
        operands: "PLAYBOOK...",
        operandCount: 1...Int.max,
        options: hosts + variables + tasks + modes + connections + becoming + reports + refused
    )

    /// The options of `switchyard handlers`: those that say which hosts, and how they are reached.
    static let handlersTable = CommandLineTable<ProvisionSettings>(
        command: "switchyard handlers",
        summary: "Shows handlers that runs left pending on hosts, or dismisses them.",
        operands: "PATTERN...",
        operandCount: 1...Int.max,
        options: [
            .flag("dismiss", help: "forget them: no run will run them") {
                $0.dismissesHandlers = true
            }
        ] + hosts + variables + connections + becoming
    )

    /// The options of `switchyard lint`: those that say what is read, and which tasks count.
    static let lintTable = CommandLineTable<ProvisionSettings>(
        command: "switchyard lint",
        summary: "Checks playbooks, and lists what in them is not supported.",
        operands: "PLAYBOOK...",
        operandCount: 1...Int.max,
        options: variables.filter { $0.name != "extra-vars" }
            + tasks.filter { ["tags", "skip-tags"].contains($0.name) }
    )

    /// The options of `switchyard run` that a playbook's run has too.
    static let adHoc =
        hosts + variables
        + modes.filter { ["check", "diff", "verbose"].contains($0.name) }
        + connections + becoming + refused.filter { $0.name != "step" }

    /// The options that say where a drill is carried out, and how.
    static let drillSite =
        hosts + variables + connections + becoming + modes.filter { $0.name == "verbose" }

    private static let hosts: [Option] = [
        .value(
            "inventory",
            otherNames: ["inventory-file"],
            letter: "i",
            named: "INVENTORY",
            help: "a file, folder, script or comma list of hosts; may be repeated"
        ) { text, settings in settings.inventories.append(text) },
        .value("limit", letter: "l", named: "PATTERN", help: "only these of the play's hosts") {
            (text, settings) throws(OptionValueProblem) in
            if words(text).isEmpty { throw OptionValueProblem(expected: "hosts or groups") }
            settings.options.limit.append(text)
        },
        .value("forks", letter: "f", named: "COUNT", help: "how many hosts at once (25)") {
            (text, settings) throws(OptionValueProblem) in
            settings.options.forks = try positive(text)
        },
    ]

    private static let variables: [Option] = [
        .value(
            "extra-vars",
            letter: "e",
            named: "VARIABLES",
            help: "variables that win over all: k=v, @FILE, or YAML in braces; may be repeated"
        ) { text, settings in settings.extraVariables.append(text) },
        .value("vault-id", named: "NAME@FILE", help: "a vault password; may be repeated") {
            text,
            settings in settings.vaultSources.append(text)
        },
        .value(
            "vault-password-file",
            otherNames: ["vault-pass-file"],
            named: "FILE",
            help: "the file, or script that prints, the vault password"
        ) { text, settings in settings.vaultSources.append(text) },
        .value("roles-path", named: "FOLDERS", help: "where roles are looked for too, by colons") {
            text,
            settings in settings.rolesPath += text.split(separator: ":").map(String.init)
        },
    ]

    private static let tasks: [Option] = [
        .value("tags", letter: "t", named: "TAGS", help: "only tasks with these tags") {
            (text, settings) throws(OptionValueProblem) in
            let tags = words(text)
            if tags.isEmpty { throw OptionValueProblem(expected: "tags of tasks") }
            settings.tags += tags
        },
        .value("skip-tags", named: "TAGS", help: "no tasks with these tags") { text, settings in
            settings.skippedTags += words(text)
        },
        .value("start-at-task", named: "NAME", help: "leave out the tasks before this one") {
            text,
            settings in settings.options.startAtTask = text
        },
        .flag("force-handlers", help: "run handlers even on hosts that failed") {
            $0.options.forcesHandlers = true
        },
    ]

    private static let modes: [Option] = [
        .flag("check", letter: "C", help: "change nothing, say what would change") {
            $0.options.isCheckMode = true
        },
        .flag("diff", letter: "D", help: "show what changes in files") {
            $0.options.isDiffMode = true
        },
        .flag("syntax-check", help: "check the playbooks and stop") {
            $0.purpose = .syntaxCheck
        },
        .flag("list-hosts", help: "list the hosts of each play and stop") {
            $0.purpose = .listHosts
        },
        .flag("list-tasks", help: "list the tasks of each play and stop") {
            $0.purpose = .listTasks
        },
        .flag("list-tags", help: "list the tags of each play and stop") {
            $0.purpose = .listTags
        },
        .flag("verbose", letter: "v", help: "show results too; -vvv shows all of them") {
            $0.options.verbosity += 1
        },
    ]

    private static let connections: [Option] = [
        .value("connection", letter: "c", named: "KIND", help: "ssh, local or incus") {
            text,
            settings in settings.options.connection = text
        },
        .value("user", letter: "u", named: "USER", help: "who to log in as") { text, settings in
            settings.options.remoteUser = text
        },
        .value(
            "private-key",
            otherNames: ["key-file"],
            named: "FILE",
            help: "the key to log in with"
        ) { text, settings in settings.options.privateKeyFile = text },
        .value("timeout", letter: "T", named: "SECONDS", help: "how long connecting may take") {
            (text, settings) throws(OptionValueProblem) in
            settings.options.timeout = try positive(text)
        },
        arguments("ssh-common-args"),
        arguments("ssh-extra-args"),
        .value(
            "host-key-checking",
            named: "strict|accept-new",
            help: "what becomes of host keys that are not on record (strict)"
        ) { (text, settings) throws(OptionValueProblem) in
            guard ["strict", "accept-new"].contains(text) else {
                throw OptionValueProblem(expected: "'strict' or 'accept-new'")
            }
            settings.options.acceptsNewHostKeys = text == "accept-new"
        },
    ]

    private static let becoming: [Option] = [
        .flag("become", letter: "b", help: "act as another user") {
            $0.options.becomes = true
        },
        .value("become-user", named: "USER", help: "the user to act as (root)") {
            text,
            settings in settings.options.becomeUser = text
        },
        .value("become-method", named: "METHOD", help: "how: sudo") { text, settings in
            settings.options.becomeMethod = text
        },
        .flag("ask-become-pass", letter: "K", help: "ask for the password to act as the user") {
            $0.asksBecomePassword = true
        },
        .value(
            "become-password-file",
            otherNames: ["become-pass-file"],
            named: "FILE",
            help: "the file that holds that password"
        ) { text, settings in settings.becomePasswordFile = text },
    ]

    private static let reports: [Option] = [
        .value("junit", named: "FILE", help: "write a JUnit report") { text, settings in
            settings.junitFile = text
        },
        .flag("fail-on-change", help: "count a change as a failure in the JUnit report") {
            $0.failsOnChange = true
        },
        .value("json", named: "FILE", help: "write a record of the run, a JSON object a line") {
            text,
            settings in settings.recordFile = text
        },
        .value(
            "heartbeat",
            named: "SECONDS",
            help: "say what still runs after so long without a word (30; 0: never)"
        ) { (text, settings) throws(OptionValueProblem) in
            guard let seconds = Int(text), seconds >= 0 else {
                throw OptionValueProblem(expected: "a number of seconds")
            }
            settings.heartbeat = .seconds(seconds)
        },
        .flag("detailed-exitcode", help: "exit with 0 if nothing changed, 2 if something did") {
            $0.hasDetailedExitStatus = true
        },
    ]

    private static let refused: [Option] = [
        refuse("ask-pass", letter: "k", hint: "set ansible_password in a vaulted file"),
        refuse("ask-vault-pass", letter: "J", hint: "give --vault-password-file FILE"),
        refuse("step", hint: "limit the run by --tags or --start-at-task"),
        refuse("flush-cache", hint: "facts are never kept from one run to the next"),
        refuse("scp-extra-args", takesValue: true, hint: "files travel over the SSH connection"),
        refuse("sftp-extra-args", takesValue: true, hint: "files travel over the SSH connection"),
        refuse("module-path", letter: "M", takesValue: true, hint: "modules are built in"),
    ]

    static func refuse(
        _ name: String,
        letter: Character? = nil,
        takesValue: Bool = false,
        hint: String
    ) -> Option {
        Option(name, letter: letter, help: "", action: .refused(takesValue: takesValue, hint: hint))
    }

    private static func arguments(_ name: String) -> Option {
        .value(name, named: "OPTIONS", help: "options of ssh, as '-o NAME=VALUE' or '-J HOST'") {
            text,
            settings in
            let variable = "ansible_" + name.replacing("-", with: "_")
            settings.options.sshArguments[variable] = ClientArguments(text, name: "--\(name)")
        }
    }

    static func positive(_ text: String) throws(OptionValueProblem) -> Int {
        guard let number = Int(text), number > 0 else {
            throw OptionValueProblem(expected: "a whole number above 0")
        }
        return number
    }

    private static func words(_ text: String) -> [String] {
        text.split { $0 == "," || $0 == " " }.map(String.init)
    }
}

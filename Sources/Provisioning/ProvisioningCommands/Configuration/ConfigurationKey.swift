internal import Diagnostics
internal import LinuxSystem
internal import PlaybookRunning
internal import SSHConnections

/// A setting of `ansible.cfg`, and of the environment, and what it is here.
struct ConfigurationKey: Sendable {
    /// A value as it stands somewhere.
    struct Found {
        /// The text.
        var text: String
        /// What it is called where it stands.
        var name: String
        /// Where it stands in a file.
        var place: SourcePlace?
        /// The folder that relative paths start from.
        var folder: String
    }

    typealias Taking =
        @Sendable (Found, inout ProvisionSettings) throws(Diagnostic) -> Void

    /// The section.
    let section: String
    /// The name.
    let name: String
    /// The variable of the environment.
    let variable: String
    /// Takes the value.
    let take: Taking

    private init(
        _ section: String,
        _ name: String,
        _ variable: String,
        _ take: @escaping Taking
    ) {
        self.section = section
        self.name = name
        self.variable = variable
        self.take = take
    }

    private static func text(
        _ section: String,
        _ name: String,
        _ variable: String,
        _ set: @escaping @Sendable (String, inout ProvisionSettings) -> Void
    ) -> ConfigurationKey {
        ConfigurationKey(section, name, variable) { found, settings in
            if !found.text.isEmpty { set(found.text, &settings) }
        }
    }

    private static func flag(
        _ section: String,
        _ name: String,
        _ variable: String,
        _ set: @escaping @Sendable (Bool, inout ProvisionSettings) -> Void
    ) -> ConfigurationKey {
        ConfigurationKey(section, name, variable) { (found, settings) throws(Diagnostic) in
            set(try found.bool(), &settings)
        }
    }

    private static func number(
        _ section: String,
        _ name: String,
        _ variable: String,
        _ set: @escaping @Sendable (Int, inout ProvisionSettings) -> Void
    ) -> ConfigurationKey {
        ConfigurationKey(section, name, variable) { (found, settings) throws(Diagnostic) in
            set(try found.number(), &settings)
        }
    }

    /// One that only its default does; everything else would make another run of it.
    private static func fixed(
        _ section: String,
        _ name: String,
        _ variable: String,
        _ only: [String]
    ) -> ConfigurationKey {
        ConfigurationKey(section, name, variable) { (found, _) throws(Diagnostic) in
            if only.contains(found.text.lowercased()) { return }
            throw Diagnostic(
                "'\(found.name) = \(found.text)' is not supported",
                at: found.place,
                expected: only[0]
            )
        }
    }

    private static func arguments(_ name: String, _ variable: String) -> ConfigurationKey {
        ConfigurationKey("ssh_connection", name, variable) { found, settings in
            settings.options.sshArguments["ansible_\(name)"] =
                ClientArguments(found.text, name: found.name, at: found.place)
        }
    }

    private static func collections(_ name: String, _ variable: String) -> ConfigurationKey {
        ConfigurationKey("defaults", name, variable) { found, settings in
            settings.collectionsPath = found.paths(separatedBy: ":")
        }
    }

    /// The settings that are taken.
    static let all: [ConfigurationKey] = [
        ConfigurationKey("defaults", "inventory", "ANSIBLE_INVENTORY") { found, settings in
            settings.usualInventories = found.paths(separatedBy: ",")
        },
        ConfigurationKey("defaults", "roles_path", "ANSIBLE_ROLES_PATH") { found, settings in
            settings.usualRolesPath = found.paths(separatedBy: ":")
        },
        collections("collections_paths", "ANSIBLE_COLLECTIONS_PATHS"),
        collections("collections_path", "ANSIBLE_COLLECTIONS_PATH"),
        ConfigurationKey(
            "defaults",
            "vault_password_file",
            "ANSIBLE_VAULT_PASSWORD_FILE"
        ) { found, settings in
            settings.usualVaultSources += found.paths(separatedBy: "\n")
        },
        ConfigurationKey(
            "defaults",
            "vault_identity_list",
            "ANSIBLE_VAULT_IDENTITY_LIST"
        ) { found, settings in
            settings.usualVaultSources += found.identities
        },
        ConfigurationKey("defaults", "private_key_file", "ANSIBLE_PRIVATE_KEY_FILE") {
            found,
            settings in
            settings.options.privateKeyFile = found.paths(separatedBy: "\n").first
        },
        text("defaults", "remote_user", "ANSIBLE_REMOTE_USER") { $1.options.remoteUser = $0 },
        number("defaults", "remote_port", "ANSIBLE_REMOTE_PORT") { $1.options.remotePort = $0 },
        text("defaults", "transport", "ANSIBLE_TRANSPORT") { $1.options.connection = $0 },
        number("defaults", "forks", "ANSIBLE_FORKS") { $1.options.forks = max(1, $0) },
        number("defaults", "timeout", "ANSIBLE_TIMEOUT") { $1.options.timeout = $0 },
        number("defaults", "verbosity", "ANSIBLE_VERBOSITY") { $1.options.verbosity = $0 },
        flag("defaults", "host_key_checking", "ANSIBLE_HOST_KEY_CHECKING") {
            $1.options.acceptsNewHostKeys = !$0
        },
        flag("ssh_connection", "host_key_checking", "ANSIBLE_SSH_HOST_KEY_CHECKING") {
            $1.options.acceptsNewHostKeys = !$0
        },
        flag("defaults", "force_handlers", "ANSIBLE_FORCE_HANDLERS") {
            $1.options.forcesHandlers = $0
        },
        flag("defaults", "nocolor", "ANSIBLE_NOCOLOR") { $1.hasNoColors = $0 },
        flag("defaults", "force_color", "ANSIBLE_FORCE_COLOR") { $1.forcesColors = $0 },
        flag("defaults", "show_custom_stats", "ANSIBLE_SHOW_CUSTOM_STATS") {
            $1.showsCustomStatistics = $0
        },
        flag("diff", "always", "ANSIBLE_DIFF_ALWAYS") { $1.options.isDiffMode = $0 },
        flag("privilege_escalation", "become", "ANSIBLE_BECOME") { $1.options.becomes = $0 },
        flag("privilege_escalation", "become_ask_pass", "ANSIBLE_BECOME_ASK_PASS") {
            $1.asksBecomePassword = $0
        },
        text("privilege_escalation", "become_user", "ANSIBLE_BECOME_USER") {
            $1.options.becomeUser = $0
        },
        text("privilege_escalation", "become_method", "ANSIBLE_BECOME_METHOD") {
            $1.options.becomeMethod = $0
        },
        text("defaults", "become_password_file", "ANSIBLE_BECOME_PASSWORD_FILE") {
            $1.becomePasswordFile = $0
        },
        arguments("ssh_args", "ANSIBLE_SSH_ARGS"),
        arguments("ssh_common_args", "ANSIBLE_SSH_COMMON_ARGS"),
        arguments("ssh_extra_args", "ANSIBLE_SSH_EXTRA_ARGS"),
        ConfigurationKey("defaults", "gathering", "ANSIBLE_GATHERING") {
            (found, settings) throws(Diagnostic) in
            let words = ["implicit": true, "smart": true, "explicit": false]
            guard let isUsual = words[found.text.lowercased()] else {
                throw Diagnostic.unknown(
                    "gathering",
                    found.text,
                    among: words.keys,
                    at: found.place
                )
            }
            settings.options.gathersFacts = isUsual
        },
        fixed("defaults", "hash_behaviour", "ANSIBLE_HASH_BEHAVIOUR", ["replace"]),
        fixed("defaults", "jinja2_native", "ANSIBLE_JINJA2_NATIVE", ["false", "no", "off", "0"]),
        fixed(
            "defaults",
            "error_on_undefined_vars",
            "ANSIBLE_ERROR_ON_UNDEFINED_VARS",
            ["true", "yes", "on", "1"]
        ),
        fixed("defaults", "strategy", "ANSIBLE_STRATEGY", ["linear", "ansible.builtin.linear"]),
    ]

    /// Settings that decide nothing here: how Ansible itself works, or what it warns of.
    static let idle: Set<String> = [
        "defaults interpreter_python", "defaults retry_files_enabled",
        "defaults retry_files_save_path",
        "defaults deprecation_warnings", "defaults system_warnings", "defaults command_warnings",
        "defaults localhost_warning", "defaults devel_warning", "defaults action_warnings",
        "defaults nocows", "defaults cowsay_enabled_stencils", "defaults cow_selection",
        "defaults module_name", "defaults executable", "defaults local_tmp", "defaults remote_tmp",
        "defaults poll_interval", "defaults internal_poll_interval", "defaults fact_caching",
        "defaults fact_caching_connection", "defaults fact_caching_timeout",
        "defaults fact_caching_prefix", "defaults use_persistent_connections",
        "defaults ansible_home",
        "defaults home", "defaults bin_ansible_callbacks",
        "defaults allow_world_readable_tmpfiles",
        "connection pipelining", "defaults pipelining", "ssh_connection pipelining",
        "ssh_connection control_path", "ssh_connection control_path_dir",
        "ssh_connection scp_if_ssh", "ssh_connection transfer_method",
        "ssh_connection sftp_batch_mode", "ssh_connection usetty",
        "ssh_connection ssh_executable", "ssh_connection scp_executable",
        "ssh_connection sftp_executable",
    ]

    /// Sections about programs that this one is not.
    static let idleSections: Set<String> = [
        "galaxy", "colors", "persistent_connection", "selinux", "netconf_connection",
    ]
}

extension ConfigurationKey.Found {
    fileprivate func bool() throws(Diagnostic) -> Bool {
        switch text.lowercased() {
        case "yes", "on", "1", "true", "t", "y": return true
        case "no", "off", "0", "false", "f", "n", "": return false
        default:
            throw Diagnostic(
                "'\(text)' is no value for '\(name)'",
                at: place,
                expected: "true or false"
            )
        }
    }

    fileprivate func number() throws(Diagnostic) -> Int {
        guard let number = Int(text), number >= 0 else {
            throw Diagnostic(
                "'\(text)' is no value for '\(name)'",
                at: place,
                expected: "a whole number"
            )
        }
        return number
    }

    /// Paths as seen from here.
    fileprivate func paths(separatedBy separator: Character) -> [String] {
        text.split(separator: separator).map { path(String($0.drop { $0.isWhitespace })) }
    }

    /// Vault identities, `NAME@FILE` or a file.
    fileprivate var identities: [String] {
        text.split(separator: ",").map { part in
            let word = String(part.drop { $0.isWhitespace })
            guard let at = word.firstIndex(of: "@") else { return path(word) }
            return word[...at] + path(String(word[word.index(after: at)...]))
        }
    }

    private func path(_ word: String) -> String {
        if word == "~" || word.hasPrefix("~/") {
            return (Environment["HOME"] ?? "") + word.dropFirst()
        }
        return word.hasPrefix("/") || folder.isEmpty ? word : "\(folder)/\(word)"
    }
}

internal import HostConnections
internal import ModuleContract

/// The arguments that name the SELinux context of a file.
///
/// Without SELinux there are no contexts, and as with Ansible nothing is done; where it is on they
/// are refused.
enum SecurityContext {
    static let names = ["seuser", "serole", "setype", "selevel"]

    static let specifications = names.map { ArgumentSpecification($0) }

    /// Refuses contexts on targets that have them.
    static func guarding(_ entry: ModuleEntry) -> ModuleEntry {
        entry.asking(about: names, .command(.script(script, []))) {
            (reply) throws(ModuleFailure) in
            let result = try commandResult(reply, doing: "look for SELinux")
            guard trimmed(result.text) != "enabled" else {
                throw ModuleFailure("SELinux is on, and contexts of files cannot be set yet")
            }
        }
    }

    private static let script: ShellScript = """
        if [ -e /sys/fs/selinux/enforce ]; then echo enabled; fi
        """
}

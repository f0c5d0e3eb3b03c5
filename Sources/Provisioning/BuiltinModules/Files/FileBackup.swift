internal import HostConnections
internal import LinuxSystem
internal import Synchronization

/// A copy of a file beside it, before it changes.
struct FileBackup: Sendable {
    /// The path of the copy, in Ansible's form: no two of a run are the same.
    let path: String
    private let original: String

    private static let count = Atomic<Int>(0)

    /// A backup of a file.
    init(of original: String) {
        let time = WallTime.now.formatted("%Y-%m-%d@%H:%M:%S")
        let number = Self.count.add(1, ordering: .relaxed).oldValue
        // Ansible's module is a process of its own: the number there differs from call to call.
        path = "\(original).\(Int(CurrentProcess.id) + number).\(time)~"
        self.original = original
    }

    /// Makes the copy, with all attributes; never over a file that is there.
    var request: HostRequest {
        .command(.script(Self.script, [original, path]))
    }

    private static let script: ShellScript = """
        if [ -e "$2" ] || [ -L "$2" ]; then
            printf '%s\\n' "the backup $2 is there already" >&2
            exit 1
        fi
        cp -p -- "$1" "$2"
        """
}

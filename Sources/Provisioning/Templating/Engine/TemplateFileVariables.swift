public import DocumentValues
internal import LinuxSystem

/// What a template file sees of itself: the variables `template_…` and `ansible_managed`.
public enum TemplateFileVariables {
    /// The variables of a file: named so in the task, found at a path, rendered to a destination,
    /// which a lookup has none of.
    public static func of(
        _ name: String,
        at path: String,
        destination: String? = nil
    ) -> ValueMap {
        let status = FileStatus.of(path)
        let owner = status.map { status in
            UserEntry.numbered(status.userID)?.name ?? String(status.userID)
        }
        return [
            "ansible_managed": "Ansible managed",
            "template_host": .string(machineName()),
            "template_path": .string(name),
            "template_fullpath": .string((try? FileSystem.resolved(path)) ?? path),
            "template_destpath": destination.map { .string($0) } ?? .null,
            "template_uid": owner.map { .string($0) } ?? .null,
            "template_mtime": status.map { .string(text($0.modified)) } ?? .null,
            "template_run_date": .string(text(.now)),
        ]
    }

    /// A time as Python prints one: the microseconds only where there are some.
    private static func text(_ time: WallTime) -> String {
        let whole = time.formatted("%Y-%m-%d %H:%M:%S")
        if time.microseconds == 0 { return whole }
        let digits = String(time.microseconds)
        return whole + "." + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}

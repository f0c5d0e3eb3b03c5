internal import DocumentValues

/// The keys of the result of `stat`, as in Ansible.
enum StatKeys {
    static func values(_ facts: StatModule.Facts, path: String) -> ValueMap {
        guard let status = facts.state.status else { return ["exists": false] }
        var values: ValueMap = ["exists": true, "path": .string(path)]
        values.merge(attributes(of: facts.state, status))
        values["blocks"] = .integer(status.blockCount)
        values["readable"] = .bool(facts.access.contains("r"))
        values["writeable"] = .bool(facts.access.contains("w"))
        values["executable"] = .bool(facts.access.contains("x"))
        if status.owner != "UNKNOWN" { values["pw_name"] = .string(status.owner) }
        if status.group != "UNKNOWN" { values["gr_name"] = .string(status.group) }
        if let target = facts.state.linkTarget, status.type == 0o120000 {
            values["lnk_target"] = .string(target)
            values["lnk_source"] = .string(facts.state.linkSource ?? target)
        }
        if let checksum = facts.checksum { values["checksum"] = .string(checksum) }
        if let type = facts.mime.first, !type.isEmpty {
            values["mimetype"] = .string(type)
            let charset = facts.mime.dropFirst().first ?? "charset=unknown"
            values["charset"] = .string(String(charset.drop { $0 != "=" }.dropFirst()))
        }
        return values
    }

    /// What `stat` and `find` both tell.
    static func attributes(of state: FileState, _ status: FileState.Status) -> ValueMap {
        var values: ValueMap = [
            "mode": .string(statMode(status.mode)),
            "uid": .integer(status.uid),
            "gid": .integer(status.gid),
            "size": .integer(status.size),
            "inode": .integer(status.inode),
            "dev": .integer(status.device),
            "nlink": .integer(status.linkCount),
            "atime": .float(Double(status.accessed)),
            "mtime": .float(Double(status.modified)),
            "ctime": .float(Double(status.changed)),
        ]
        addKinds(state, to: &values)
        for (index, letter) in ["usr", "grp", "oth"].enumerated() {
            let bits = status.mode >> (6 - 3 * index)
            values["r" + letter] = .bool(bits & 4 != 0)
            values["w" + letter] = .bool(bits & 2 != 0)
            values["x" + letter] = .bool(bits & 1 != 0)
        }
        values["isuid"] = .bool(status.mode & 0o4000 != 0)
        values["isgid"] = .bool(status.mode & 0o2000 != 0)
        return values
    }

    private static func addKinds(_ state: FileState, to values: inout ValueMap) {
        let types: [(String, Int)] = [
            ("isdir", 0o040000), ("ischr", 0o020000), ("isblk", 0o060000), ("isreg", 0o100000),
            ("isfifo", 0o010000), ("islnk", 0o120000), ("issock", 0o140000),
        ]
        for (name, type) in types { values[name] = .bool(state.status?.type == type) }
    }

    /// Four digits, as `stat` gives them.
    private static func statMode(_ mode: Int) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

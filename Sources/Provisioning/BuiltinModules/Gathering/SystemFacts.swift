internal import DocumentValues

/// Kernel, user, time, memory, processors and the environment.
enum SystemFacts {
    /// What every gathering tells.
    static func identity(_ reader: FactReader) -> ValueMap {
        let node = reader.text("nodename")
        let fqdn = reader.text("fqdn")
        let account = reader.text("account").split(separator: ":", omittingEmptySubsequences: false)
        func field(_ index: Int) -> Value {
            .string(index < account.count ? String(account[index]) : "")
        }
        let machine = reader.text("machine")
        return [
            "kernel": .string(reader.text("kernel")),
            "kernel_version": .string(reader.text("kernel_version")),
            "system": .string(reader.text("system")),
            "machine": .string(machine),
            "architecture": .string(machine == "i686" ? "i386" : machine),
            "nodename": .string(node),
            "hostname": .string(String(node.prefix { $0 != "." })),
            "fqdn": .string(fqdn),
            "domain": .string(String(fqdn.drop { $0 != "." }.dropFirst())),
            "machine_id": .string(reader.text("machine_id")),
            "user_id": .string(reader.text("user_id")),
            "user_uid": .integer(Int(reader.text("user_uid")) ?? 0),
            "user_gid": .integer(Int(reader.text("user_gid")) ?? 0),
            "real_user_id": .integer(Int(reader.text("user_uid")) ?? 0),
            "effective_user_id": .integer(Int(reader.text("user_uid")) ?? 0),
            "real_group_id": .integer(Int(reader.text("user_gid")) ?? 0),
            "effective_group_id": .integer(Int(reader.text("user_gid")) ?? 0),
            "userspace_bits": machine.contains("64") ? "64" : "32",
            "userspace_architecture": .string(machine == "i686" ? "i386" : machine),
            "fips": .bool(reader.text("fips") == "1"),
            "cmdline": .map(MachineFacts.commandLine(reader, keepingAll: false)),
            "proc_cmdline": .map(MachineFacts.commandLine(reader, keepingAll: true)),
            "loadavg": .map(MachineFacts.load(reader)),
            "user_gecos": field(4), "user_dir": field(5), "user_shell": field(6),
            "service_mgr": .string(reader.text("service_mgr")),
            "pkg_mgr": .string(reader.text("pkg_mgr").isEmpty ? "unknown" : reader.text("pkg_mgr")),
            "selinux": selinux(reader.text("selinux")),
            "env": environment(reader),
            "date_time": dateTime(reader),
            "dns": dns(reader),
            "is_chroot": false,
            "apparmor": ["status": "disabled"],
        ]
    }

    /// The target's Python, where it has one: nothing here needs it, but tasks may ask.
    static func python(_ reader: FactReader) -> ValueMap {
        let words = reader.text("python").split(separator: " ")
        guard words.count == 3, words[1] == "Python" else { return [:] }
        let numbers = words[2].split(separator: ".").compactMap { Int($0) }
        guard numbers.count == 3 else { return [:] }
        return [
            "python_version": .string(String(words[2])),
            "python": [
                "executable": .string(String(words[0])), "type": "cpython",
                "has_sslcontext": true,
                "version": [
                    "major": .integer(numbers[0]), "minor": .integer(numbers[1]),
                    "micro": .integer(numbers[2]), "releaselevel": "final", "serial": 0,
                ],
                "version_info": .list(numbers.map { .integer($0) } + ["final", 0]),
            ],
        ]
    }

    /// What only a full gathering tells.
    static func hardware(_ reader: FactReader) -> ValueMap {
        var values: ValueMap = [:]
        var memory: [String: Int] = [:]
        for line in reader.all("memory") {
            let words = line.split { $0 == ":" || $0 == " " }.map(String.init)
            if words.count > 1, let count = Int(words[1]) { memory[words[0]] = count / 1024 }
        }
        values.merge(MachineFacts.memory(memory))
        let cpu = reader.all("cpu").map { line in
            line.split(separator: ":", maxSplits: 1).map { trimmed($0) }
        }
        let processors = cpu.filter { $0.first == "processor" }.count
        let sockets = Set(cpu.filter { $0.first == "physical id" }.compactMap(\.last)).count
        let cores = cpu.first { $0.first == "cpu cores" }?.last.flatMap { Int($0) } ?? 1
        let described = cpu.filter { pair in
            ["processor", "vendor_id", "model name"].contains(pair.first)
        }
        values["processor"] = .list(described.compactMap(\.last).map { .string($0) })
        values["processor_vcpus"] = .integer(processors)
        values["processor_count"] = .integer(max(1, sockets))
        values["processor_cores"] = .integer(cores)
        values["processor_threads_per_core"] = .integer(
            max(1, processors / max(1, max(1, sockets) * cores))
        )
        values["processor_nproc"] = .integer(Int(reader.text("nproc")) ?? processors)
        values["uptime_seconds"] = .integer(Int(reader.text("uptime")) ?? 0)
        values["mounts"] = .list(reader.all("mount").compactMap(mount))
        let virtualization = reader.text("virtualization")
        let isGuest = !virtualization.isEmpty && virtualization != "none"
        values["virtualization_type"] = .string(isGuest ? virtualization : "NA")
        values["virtualization_role"] = isGuest ? "guest" : "NA"
        values["virtualization_tech_guest"] = isGuest ? [.string(virtualization)] : []
        values["virtualization_tech_host"] = []
        return values
    }

    private static func mount(_ line: String) -> Value? {
        let words = line.split(separator: " ").map(String.init)
        guard words.count > 3 else { return nil }
        return [
            "device": .string(words[0]), "mount": .string(words[1]),
            "fstype": .string(words[2]), "options": .string(words[3]), "dump": 0, "passno": 0,
        ]
    }

    private static func selinux(_ word: String) -> Value {
        if word.isEmpty || word == "Disabled" { return ["status": "disabled"] }
        return ["status": "enabled", "mode": .string(word.lowercased())]
    }

    private static func environment(_ reader: FactReader) -> Value {
        var values: ValueMap = [:]
        for (name, value) in reader.pairs("env") where isVariableName(name) {
            values[name] = .string(value)
        }
        return .map(values)
    }

    private static func dns(_ reader: FactReader) -> Value {
        var values: ValueMap = [:]
        for line in reader.all("dns") {
            let words = line.split(separator: " ").map(String.init)
            guard let word = words.first else { continue }
            let name = word == "nameserver" ? "nameservers" : "search"
            values[name] = .list((values[name]?.list ?? []) + words.dropFirst().map { .string($0) })
        }
        return .map(values)
    }

    private static func dateTime(_ reader: FactReader) -> Value {
        let words = reader.text("date").split(separator: " ").map(String.init)
        guard words.count == 12 else { return [:] }
        let (date, time) = (
            words[0...2].joined(separator: "-"), words[3...5].joined(separator: ":")
        )
        let utc = reader.text("date_utc")
        return [
            "year": .string(words[0]), "month": .string(words[1]), "day": .string(words[2]),
            "hour": .string(words[3]), "minute": .string(words[4]), "second": .string(words[5]),
            "epoch": .string(words[6]), "epoch_int": .string(words[6]),
            "tz_offset": .string(words[7]), "tz": .string(words[8]),
            "weekday": .string(words[9]), "weekday_number": .string(words[10]),
            "weeknumber": .string(words[11]),
            "date": .string(date), "time": .string(time), "iso8601": .string(utc),
            "iso8601_basic_short": .string(
                words[0...2].joined() + "T" + words[3...5].joined()
            ),
        ]
    }
}

internal import DocumentValues

/// What the kernel and the firmware say of a machine, and its memory, load and keys.
enum MachineFacts {
    /// The names of facts by those of the files in `/sys/class/dmi/id`.
    private static let firmwareNames = [
        "bios_date": "bios_date", "bios_vendor": "bios_vendor", "bios_version": "bios_version",
        "board_asset_tag": "board_asset_tag", "board_name": "board_name",
        "board_serial": "board_serial", "board_vendor": "board_vendor",
        "board_version": "board_version", "chassis_asset_tag": "chassis_asset_tag",
        "chassis_serial": "chassis_serial", "chassis_vendor": "chassis_vendor",
        "chassis_version": "chassis_version", "product_name": "product_name",
        "product_serial": "product_serial", "product_uuid": "product_uuid",
        "product_version": "product_version", "sys_vendor": "system_vendor",
    ]

    /// What the firmware says; `NA` where it says nothing, or the user may not read it.
    static func firmware(_ reader: FactReader) -> ValueMap {
        var values: ValueMap = [:]
        for name in firmwareNames.values { values[name] = "NA" }
        for line in reader.all("dmi") {
            let word = line.prefix { $0 != " " }
            let text = trimmed(line.dropFirst(word.count))
            if let name = firmwareNames[String(word)], !text.isEmpty {
                values[name] = .string(text)
            }
        }
        return values
    }

    /// The keys that sshd shows, without their comments.
    static func keys(_ reader: FactReader) -> ValueMap {
        var values: ValueMap = [:]
        for line in reader.all("hostkey") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count >= 3 else { continue }
            values["ssh_host_key_\(words[0])_public_keytype"] = .string(words[1])
            values["ssh_host_key_\(words[0])_public"] = .string(words[2])
        }
        return values
    }

    /// The words that the kernel was started with: `true` for those without a value, and for a name
    /// that comes several times the last, or all of them.
    static func commandLine(_ reader: FactReader, keepingAll keepsAll: Bool) -> ValueMap {
        var values: ValueMap = [:]
        for word in reader.text("cmdline").split(separator: " ") {
            let pair = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(pair[0])
            guard pair.count == 2 else {
                values[name] = true
                continue
            }
            let value = Value.string(String(pair[1]))
            if keepsAll, let before = values[name] {
                values[name] = .list((before.list ?? [before]) + [value])
            } else {
                values[name] = value
            }
        }
        return values
    }

    /// How busy it was of late.
    static func load(_ reader: FactReader) -> ValueMap {
        let numbers = reader.text("loadavg").split(separator: " ").prefix(3).compactMap {
            Double(String($0))
        }
        guard numbers.count == 3 else { return [:] }
        return ["1m": .float(numbers[0]), "5m": .float(numbers[1]), "15m": .float(numbers[2])]
    }

    /// Memory in MiB, by the names of `/proc/meminfo`.
    static func memory(_ counts: [String: Int]) -> ValueMap {
        func count(_ name: String) -> Int { counts[name] ?? 0 }
        let (total, free) = (count("MemTotal"), count("MemFree"))
        let kept = count("Cached") + count("Buffers")
        let (swap, freeSwap) = (count("SwapTotal"), count("SwapFree"))
        return [
            "memtotal_mb": .integer(total), "memfree_mb": .integer(free),
            "swaptotal_mb": .integer(swap), "swapfree_mb": .integer(freeSwap),
            "memory_mb": [
                "real": [
                    "total": .integer(total), "used": .integer(total - free),
                    "free": .integer(free),
                ],
                "nocache": [
                    "free": .integer(free + kept), "used": .integer(total - free - kept),
                ],
                "swap": [
                    "total": .integer(swap), "free": .integer(freeSwap),
                    "used": .integer(swap - freeSwap), "cached": .integer(count("SwapCached")),
                ],
            ],
        ]
    }
}

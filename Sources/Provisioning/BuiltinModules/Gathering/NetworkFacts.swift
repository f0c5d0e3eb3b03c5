internal import DocumentValues

/// Interfaces, addresses and routes, from what `ip -o` prints.
enum NetworkFacts {
    /// What is known of an interface.
    private struct Interface {
        var mac = ""
        var mtu = 0
        var isActive = false
        var isLoopback = false
        var ipv4: [ValueMap] = []
        var ipv6: [ValueMap] = []
    }

    static func values(_ reader: FactReader) -> ValueMap {
        var names: [String] = []
        var interfaces: [String: Interface] = [:]
        for line in reader.all("link") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count > 2 else { continue }
            let name = String(words[1].dropLast().prefix { $0 != "@" })
            names.append(name)
            var interface = Interface()
            interface.mtu = value(after: "mtu", in: words).flatMap { Int($0) } ?? 0
            interface.mac = value(after: "link/ether", in: words) ?? ""
            let flags = words[2].dropFirst().dropLast().split(separator: ",")
            interface.isLoopback = flags.contains("LOOPBACK")
            interface.isActive = flags.contains("UP")
            interfaces[name] = interface
        }
        for line in reader.all("address") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count > 3 else { continue }
            let parts = words[3].split(separator: "/").map(String.init)
            let prefix = parts.count > 1 ? parts[1] : words[2] == "inet" ? "32" : "128"
            var entry: ValueMap = ["address": .string(parts[0]), "prefix": .string(prefix)]
            if words[2] == "inet" {
                entry["broadcast"] = .string(value(after: "brd", in: words) ?? "")
                entry.merge(netmask(of: parts[0], prefix))
                interfaces[words[1]]?.ipv4.append(entry)
            } else {
                entry["scope"] = .string(value(after: "scope", in: words) ?? "")
                interfaces[words[1]]?.ipv6.append(entry)
            }
        }
        return merged(names, interfaces, reader)
    }

    private static func merged(
        _ names: [String],
        _ interfaces: [String: Interface],
        _ reader: FactReader
    ) -> ValueMap {
        var values: ValueMap = ["interfaces": .list(names.map { .string($0) })]
        var all4: [Value] = []
        var all6: [Value] = []
        for name in names {
            guard let interface = interfaces[name] else { continue }
            var fact: ValueMap = [
                "device": .string(name), "mtu": .integer(interface.mtu),
                "active": .bool(interface.isActive),
                "type": interface.isLoopback ? "loopback" : "ether",
            ]
            if !interface.mac.isEmpty { fact["macaddress"] = .string(interface.mac) }
            if let first = interface.ipv4.first { fact["ipv4"] = .map(first) }
            if interface.ipv4.count > 1 {
                fact["ipv4_secondaries"] = .list(interface.ipv4.dropFirst().map { .map($0) })
            }
            if !interface.ipv6.isEmpty { fact["ipv6"] = .list(interface.ipv6.map { .map($0) }) }
            let key = String(name.map { $0 == "-" || $0 == "." || $0 == ":" ? "_" : $0 })
            values[key] = .map(fact)
            if interface.isLoopback { continue }
            all4 += interface.ipv4.compactMap { $0["address"] }
            all6 += interface.ipv6.compactMap { $0["address"] }
        }
        values["all_ipv4_addresses"] = .list(all4)
        values["all_ipv6_addresses"] = .list(all6)
        values["default_ipv4"] = defaultRoute(reader.text("route4"), interfaces) { $0.ipv4.first }
        values["default_ipv6"] = defaultRoute(reader.text("route6"), interfaces) {
            $0.ipv6.first { $0["scope"] == "global" }
        }
        return values
    }

    private static func defaultRoute(
        _ route: String,
        _ interfaces: [String: Interface],
        _ address: (Interface) -> ValueMap?
    ) -> Value {
        let words = route.split(separator: " ").map(String.init)
        guard let name = value(after: "dev", in: words), let interface = interfaces[name] else {
            return [:]
        }
        var values: ValueMap = ["interface": .string(name), "alias": .string(name)]
        if let gateway = value(after: "via", in: words) { values["gateway"] = .string(gateway) }
        values["mtu"] = .integer(interface.mtu)
        values["type"] = interface.isLoopback ? "loopback" : "ether"
        if !interface.mac.isEmpty { values["macaddress"] = .string(interface.mac) }
        values.merge(address(interface) ?? [:])
        return .map(values)
    }

    private static func value(after word: String, in words: [String]) -> String? {
        guard let index = words.firstIndex(of: word), index + 1 < words.count else { return nil }
        return words[index + 1]
    }

    private static func netmask(of address: String, _ prefix: String) -> ValueMap {
        let bytes = address.split(separator: ".").compactMap { UInt32($0) }
        guard bytes.count == 4, let bits = UInt32(prefix), bits <= 32 else { return [:] }
        let number = bytes.reduce(0) { $0 << 8 | $1 }
        let mask: UInt32 = bits == 0 ? 0 : ~0 << (32 - bits)
        func dotted(_ number: UInt32) -> Value {
            .string([24, 16, 8, 0].map { String(number >> $0 & 255) }.joined(separator: "."))
        }
        return ["netmask": dotted(mask), "network": dotted(number & mask)]
    }
}

internal import DocumentValues
internal import HostConnections

/// What systemd knows of a unit.
struct UnitFacts: Sendable, Hashable {
    /// The properties, as `systemctl show` lists them; empty when systemd does not run.
    var properties: [String: String] = [:]
    /// Why there are no properties.
    var failure = ""
    /// What `systemctl is-enabled` says.
    var enablement = ""

    /// Whether there is such a unit.
    var isFound: Bool { properties["LoadState"].map { $0 != "not-found" } ?? false }

    /// Whether it runs or is about to.
    var isRunning: Bool {
        ["active", "activating", "reloading"].contains(properties["ActiveState"] ?? "")
    }

    /// Whether it runs, or still ends.
    var isStoppable: Bool { isRunning || properties["ActiveState"] == "deactivating" }

    /// Whether it starts at boot, or something else decides about that.
    var isEnabled: Bool {
        ["enabled", "enabled-runtime", "static", "alias", "generated", "transient"]
            .contains(enablement)
    }

    /// Whether it cannot be started.
    var isMasked: Bool { properties["LoadState"] == "masked" || enablement.hasPrefix("masked") }

    init() {}

    /// Reads the replies of ``requests(unit:)``.
    init(_ replies: some Sequence<HostReply>) {
        let results = replies.compactMap(\.command)
        guard results.count >= 2 else { return }
        if results[0].isSuccess {
            for line in lines(of: results[0].text).compactMap(\.string) {
                let name = line.prefix { $0 != "=" }
                properties[String(name)] = String(line.dropFirst(name.count + 1))
            }
        } else {
            failure = trimmed(results[0].errorText)
        }
        let word = trimmed(results[1].text)
        enablement = word == "not-found" ? "" : word
    }

    /// What has to be asked about a unit.
    static func requests(unit: String) -> [HostRequest] {
        [
            .command(.arguments(["systemctl", "show", "--no-pager", "--", unit])),
            .command(.arguments(["systemctl", "is-enabled", "--", unit])),
        ]
    }

    /// The properties as the result key `status`.
    var status: Value {
        .map(ValueMap(properties.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
}

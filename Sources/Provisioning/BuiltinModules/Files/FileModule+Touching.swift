internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// A time that `touch` sets.
enum TouchTime: Sendable, Hashable {
    /// The time of the change.
    case now
    /// The time that is there.
    case preserve
    /// This one, as `YYYYMMDDhhmm.SS`.
    case moment(String)

    /// Reads the argument; nil when it is not given.
    init?(_ text: String?) throws(ModuleFailure) {
        switch text {
        case nil, "": return nil
        case "now": self = .now
        case "preserve": self = .preserve
        case let text?:
            let digits = text.filter { $0 != "." }
            guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), digits.count == 14,
                text.count == 14 || text.dropFirst(12).first == "."
            else {
                throw ModuleFailure(
                    "'\(text)' is no time: write 'now', 'preserve' or YYYYMMDDhhmm.SS"
                )
            }
            self = .moment(String(digits.prefix(12)) + "." + digits.suffix(2))
        }
    }
}

extension FileModule {
    static func touchPlan(_ arguments: Arguments, _ facts: Findings) throws(ModuleFailure) -> Plan {
        let path = arguments.path
        let state = arguments.followsLinks ? facts.followed : facts.state
        var plan = Plan(result: ["dest": .string(path)])
        if !state.exists {
            let bits = arguments.attributes.bitsOfNewFile(umask: state.umask)
            plan.changes = [
                Change(
                    "create \(path)",
                    requests: [.command(.arguments(["touch", "--", path]))]
                        + times(arguments)
                        + arguments.attributes.requests(forNew: path, bits: bits)
                )
            ]
            completeAfterChanges(&plan, path: path)
            return plan
        }
        plan.result.merge(state.resultValues)
        let changesTimes = times(arguments)
        if !changesTimes.isEmpty {
            plan.changes.append(Change("touch \(path)", requests: changesTimes))
        }
        plan.changes += arguments.attributes.changes(
            of: state,
            followsLinks: arguments.followsLinks
        )
        completeAfterChanges(&plan, path: path)
        return plan
    }

    private static func times(_ arguments: Arguments) -> [HostRequest] {
        let wanted = [
            ("-a", arguments.accessTime ?? .now), ("-m", arguments.modificationTime ?? .now),
        ]
        let link = arguments.followsLinks ? [] : ["-h"]
        return wanted.compactMap { flag, time in
            switch time {
            case .preserve:
                nil
            case .now:
                .command(.arguments(["touch"] + link + ["-c", flag, "--", arguments.path]))
            case .moment(let text):
                .command(
                    .arguments(["touch"] + link + ["-c", flag, "-t", text, "--", arguments.path])
                )
            }
        }
    }
}

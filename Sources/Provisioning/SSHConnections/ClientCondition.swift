import Diagnostics
import HostConnections
import LinuxSystem

/// What a client configuration is asked for.
struct ClientSubject: Sendable {
    /// The name that the operator gave.
    var original: String
    /// The user that the operator gave.
    var user: String?
    /// The user who asks.
    var localUser: String

    /// The subject as it stands with what was read so far.
    func seen(_ known: ClientChoices, isFinal: Bool) -> Seen {
        let name = known.first("hostname").map { $0.replacing("%h", with: original) }
        return Seen(
            original: original,
            host: name ?? original,
            user: user ?? known.first("user") ?? localUser,
            localUser: localUser,
            port: known.first("port") ?? "22",
            isFinal: isFinal
        )
    }

    /// What conditions are held against.
    struct Seen {
        let original: String
        let host: String
        let user: String
        let localUser: String
        let port: String
        let isFinal: Bool
    }
}

/// The condition of a section of a client configuration.
enum ClientCondition: Sendable {
    /// `Host`: patterns of the name that the operator gave.
    case host([String])
    /// `Match`: all of these.
    case match([ClientCriterion])

    /// Whether it is for the last reading only.
    var namesFinal: Bool {
        guard case .match(let criteria) = self else { return false }
        return criteria.contains { $0.kind == .final }
    }

    /// Whether it holds.
    func holds(for seen: ClientSubject.Seen) throws(Diagnostic) -> Bool {
        switch self {
        case .host(let patterns):
            let name = seen.isFinal ? seen.host : seen.original
            return ClientConfiguration.matches(name, patterns)
        case .match(let criteria):
            for criterion in criteria where try !criterion.holds(for: seen) { return false }
            return true
        }
    }
}

/// One criterion of a `Match` line.
struct ClientCriterion: Sendable {
    /// What is looked at.
    enum Kind: String, CaseIterable, Sendable {
        case all, canonical, final, exec, host, originalhost, user, localuser
    }

    /// What is looked at.
    let kind: Kind
    /// Whether it must not hold.
    let isNegated: Bool
    /// The patterns, or the command line.
    let value: String
    /// Where the line is.
    let place: SourcePlace?

    private static let withoutValue: Set<Kind> = [.all, .canonical, .final]

    /// The criteria of a line.
    static func read(
        _ setting: ClientConfiguration.Setting
    ) throws(Diagnostic) -> [ClientCriterion] {
        var criteria: [ClientCriterion] = []
        var words = setting.arguments[...]
        while let word = words.popFirst() {
            let isNegated = word.hasPrefix("!")
            let parts = word.drop { $0 == "!" }.split(separator: "=", maxSplits: 1)
            let name = parts.first.map { $0.lowercased() } ?? ""
            guard let kind = Kind(rawValue: name) else {
                let known = Kind.allCases.map(\.rawValue)
                throw Diagnostic.unknown("criterion", name, among: known, at: setting.place)
            }
            var value = parts.count > 1 ? String(parts[1]) : ""
            if !withoutValue.contains(kind), value.isEmpty {
                guard let next = words.popFirst() else {
                    throw Diagnostic("'\(name)' has no value", at: setting.place)
                }
                value = next
            }
            criteria.append(
                ClientCriterion(
                    kind: kind,
                    isNegated: isNegated,
                    value: value,
                    place: setting.place
                )
            )
        }
        return criteria
    }

    /// Whether it holds.
    func holds(for seen: ClientSubject.Seen) throws(Diagnostic) -> Bool {
        try isMet(by: seen) != isNegated
    }

    private func isMet(by seen: ClientSubject.Seen) throws(Diagnostic) -> Bool {
        switch kind {
        case .all: true
        // Names are never made canonical here.
        case .canonical: false
        case .final: seen.isFinal
        case .host: matches(seen.host)
        case .originalhost: matches(seen.original)
        case .user: matches(seen.user)
        case .localuser: matches(seen.localUser)
        case .exec: try succeeds(seen)
        }
    }

    private func matches(_ name: String) -> Bool {
        ClientConfiguration.matches(name, value.split(separator: ",").map(String.init))
    }

    private func succeeds(_ seen: ClientSubject.Seen) throws(Diagnostic) -> Bool {
        let command = try ProxyProgram.commandLine(
            value,
            [
                "%h": seen.host, "%n": seen.original, "%p": seen.port, "%r": seen.user,
                "%u": seen.localUser,
            ],
            at: place
        )
        do throws(SystemError) {
            let process = try Subprocess.start(
                ["/bin/sh", "-c", command],
                output: .none,
                error: .none
            )
            return try process.wait().isSuccess
        } catch {
            throw Diagnostic("the command of 'Match exec' can't be run: \(error)", at: place)
        }
    }
}

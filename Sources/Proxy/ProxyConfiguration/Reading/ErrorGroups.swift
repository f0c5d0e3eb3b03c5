internal import Diagnostics
internal import Synchronization

/// One line about answers in place of the proxy's pages.
enum ErrorLine {
    /// `errorfile`, `errorloc` and `http-error`.
    case answer(Int, ErrorAnswer)
    /// `errorfiles`: a section's, of some statuses, or of all where none is named.
    case group(ErrorGroup, [Int])
}

/// The `http-errors` sections that were declared, or used before that.
final class ErrorGroups: Sendable {
    private struct State {
        var groups: [String: ErrorGroup] = [:]
        var declared: Set<String> = []
        var uses: [Word] = []
    }

    private let state = Mutex(State())

    /// The group that a word names; whether it is declared is asked at the end.
    func group(_ name: Word) -> ErrorGroup {
        state.withLock { state in
            state.uses.append(name)
            return Self.group(name.text, &state)
        }
    }

    /// Declares a group; nil when there is one of the name already.
    func declare(_ name: String) -> ErrorGroup? {
        state.withLock { state in
            guard state.declared.insert(name).inserted else { return nil }
            return Self.group(name, &state)
        }
    }

    /// The declared group that lines belong to.
    func declared(_ name: String) -> ErrorGroup? { state.withLock { $0.groups[name] } }

    /// Errors about groups that are used and not declared.
    var problems: [Diagnostic] {
        let (uses, declared) = state.withLock { ($0.uses, $0.declared) }
        return uses.filter { !declared.contains($0.text) }.map {
            .unknown("http-errors section", $0.text, among: Array(declared), at: $0.place)
        }
    }

    private static func group(_ name: String, _ state: inout State) -> ErrorGroup {
        if let known = state.groups[name] { return known }
        let group = ErrorGroup(name)
        state.groups[name] = group
        return group
    }
}

extension ConfigurationDraft {
    /// Puts the answers that lines name into their proxies; errors about sections that are not there.
    mutating func resolveErrorAnswers() -> [Diagnostic] {
        for index in proxies.indices {
            var answers: [Int: ErrorAnswer] = [:]
            for line in proxies[index].errorLines {
                switch line {
                case .answer(let status, let answer): answers[status] = answer
                case .group(let group, let statuses):
                    for (status, file) in group.files
                    where statuses.isEmpty || statuses.contains(status) {
                        answers[status] = .file(file)
                    }
                }
            }
            proxies[index].settings.errorAnswers = answers
        }
        return errorGroups?.problems ?? []
    }
}

import Diagnostics

/// An OpenSSH client configuration, as `ssh_config(5)` has it, with the files that it includes.
struct ClientConfiguration {
    /// One line of it.
    struct Setting: Sendable, Hashable {
        /// The keyword in lower case.
        var keyword: String
        /// Its arguments without quotes.
        var arguments: [String]
        /// Where the line starts.
        var place: SourcePlace?
    }

    /// Lines that apply under the same conditions.
    struct Section {
        /// What must hold: for a file that is included in a section, that of the section too.
        var conditions: [ClientCondition]
        /// The lines.
        var settings: [Setting] = []
    }

    /// The sections in the order of the files.
    let sections: [Section]

    /// Reads a configuration; `included` gives the files that an `Include` means.
    init(
        _ source: SourceText,
        included: (String) throws(Diagnostic) -> [SourceText] = { _ in [] }
    ) throws(Diagnostic) {
        var reader = ClientConfigurationReader()
        try reader.read(source, within: [], depth: 0, included)
        sections = reader.sections
    }

    /// The lines that apply to a connection, in order: of each keyword the first one decides.
    func settings(
        for subject: ClientSubject,
        after given: [Setting] = []
    ) throws(Diagnostic) -> [Setting] {
        var chosen = given
        try choose(&chosen, subject, isFinal: false)
        // OpenSSH reads all once more when anything is for the last reading only.
        let isReadAgain = sections.contains { section in
            section.conditions.contains(where: \.namesFinal)
        }
        if isReadAgain { try choose(&chosen, subject, isFinal: true) }
        return chosen
    }

    private func choose(
        _ chosen: inout [Setting],
        _ subject: ClientSubject,
        isFinal: Bool
    ) throws(Diagnostic) {
        let known = ClientChoices(chosen)
        for section in sections {
            let now = isFinal ? known : ClientChoices(chosen)
            let seen = subject.seen(now, isFinal: isFinal)
            var holds = true
            for condition in section.conditions where holds {
                holds = try condition.holds(for: seen)
            }
            if holds { chosen += section.settings }
        }
    }

    /// Whether a name matches one of the patterns and none of the negated ones.
    static func matches(_ host: String, _ patterns: [String]) -> Bool {
        let name = Array(host.lowercased().utf8)
        var isMatched = false
        for pattern in patterns {
            let isNegated = pattern.hasPrefix("!")
            let wanted = Array(pattern.lowercased().utf8.dropFirst(isNegated ? 1 : 0))
            guard matches(name[...], wanted[...]) else { continue }
            if isNegated { return false }
            isMatched = true
        }
        return isMatched
    }

    private static func matches(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        switch first {
        case UInt8(ascii: "*"):
            let rest = pattern.drop { $0 == first }
            if rest.isEmpty { return true }
            return name.indices.contains { matches(name[$0...], rest) }
        case UInt8(ascii: "?"):
            return !name.isEmpty && matches(name.dropFirst(), pattern.dropFirst())
        default:
            return name.first == first && matches(name.dropFirst(), pattern.dropFirst())
        }
    }
}

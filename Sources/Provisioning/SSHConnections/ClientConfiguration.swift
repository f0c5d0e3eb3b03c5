import Diagnostics

/// An OpenSSH client configuration, as `ssh_config(5)` has it.
struct ClientConfiguration {
    /// One line of it.
    struct Setting {
        /// The keyword in lower case.
        var keyword: String
        /// Its arguments without quotes.
        var arguments: [String]
        /// Where the line starts.
        var place: SourcePlace
        /// The patterns of the `Host` section it stands in; nil before the first.
        var patterns: [String]?
    }

    private var settings: [Setting] = []

    /// Reads a configuration.
    init(_ source: SourceText) throws(Diagnostic) {
        var patterns: [String]?
        let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            guard let start = line.firstIndex(where: { !$0.isWhitespace }), line[start] != "#"
            else { continue }
            let column = line.distance(from: line.startIndex, to: start) + 1
            let place = SourcePlace(source, line: index + 1, column: column)
            let setting = try Self.setting(line[start...], at: place, patterns: patterns)
            if setting.keyword == "host" {
                patterns = setting.arguments
            } else {
                settings.append(setting)
            }
        }
    }

    private static func setting(
        _ line: Substring,
        at place: SourcePlace,
        patterns: [String]?
    ) throws(Diagnostic) -> Setting {
        let word = line.prefix { !$0.isWhitespace && $0 != "=" }
        let keyword = word.lowercased()
        var rest = line[word.endIndex...].drop { $0.isWhitespace }
        if rest.first == "=" { rest = rest.dropFirst() }
        if let mend = ClientKeywords.refused[keyword], keyword == "include" || keyword == "match" {
            throw Diagnostic("'\(word)' is not supported here", at: place, hint: mend)
        }
        guard
            ClientKeywords.understood.contains(keyword)
                || ClientKeywords.passedOver.contains(keyword)
                || ClientKeywords.refused[keyword] != nil
        else {
            let known = ClientKeywords.understood.union(ClientKeywords.passedOver)
            throw Diagnostic.unknown("ssh keyword", keyword, among: known, at: place)
        }
        let arguments = try words(of: rest, at: place)
        if arguments.isEmpty {
            throw Diagnostic("'\(word)' has no value", at: place)
        }
        return Setting(keyword: keyword, arguments: arguments, place: place, patterns: patterns)
    }

    private static func words(
        of text: Substring,
        at place: SourcePlace
    ) throws(Diagnostic) -> [String] {
        var words: [String] = []
        var rest = text.drop { $0.isWhitespace }
        while let first = rest.first, first != "#" {
            if first == "\"" {
                guard let end = rest.dropFirst().firstIndex(of: "\"") else {
                    throw Diagnostic("this quote is never closed", at: place)
                }
                words.append(String(rest[rest.index(after: rest.startIndex)..<end]))
                rest = rest[rest.index(after: end)...]
            } else {
                let word = rest.prefix { !$0.isWhitespace }
                words.append(String(word))
                rest = rest[word.endIndex...]
            }
            rest = rest.drop { $0.isWhitespace }
        }
        return words
    }

    /// The lines that apply to a host, in order: of each keyword the first one decides.
    func settings(for host: String) -> [Setting] {
        settings.filter { setting in
            setting.patterns.map { Self.matches(host, $0) } ?? true
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

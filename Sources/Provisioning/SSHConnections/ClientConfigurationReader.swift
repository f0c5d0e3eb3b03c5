import Diagnostics

/// Reads the lines of client configurations into sections.
struct ClientConfigurationReader {
    /// How deep files may include each other, as in OpenSSH.
    private static let depthLimit = 16

    private(set) var sections: [ClientConfiguration.Section] = []
    private var ignoredUnknown: [String] = []

    /// Reads a file whose lines apply under the conditions around it.
    mutating func read(
        _ source: SourceText,
        within outer: [ClientCondition],
        depth: Int,
        _ included: (String) throws(Diagnostic) -> [SourceText]
    ) throws(Diagnostic) {
        var conditions = outer
        sections.append(.init(conditions: conditions))
        let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            guard let start = line.firstIndex(where: { !$0.isWhitespace }), line[start] != "#"
            else { continue }
            let column = line.distance(from: line.startIndex, to: start) + 1
            let place = SourcePlace(source, line: index + 1, column: column)
            let setting = try Self.setting(line[start...], at: place)
            switch setting.keyword {
            case "host":
                conditions = outer + [.host(setting.arguments)]
                sections.append(.init(conditions: conditions))
            case "match":
                conditions = outer + [.match(try ClientCriterion.read(setting))]
                sections.append(.init(conditions: conditions))
            case "include":
                if depth == Self.depthLimit {
                    throw Diagnostic("files include each other too deeply", at: place)
                }
                for path in setting.arguments {
                    for file in try included(path) {
                        try read(file, within: conditions, depth: depth + 1, included)
                    }
                }
                sections.append(.init(conditions: conditions))
            default:
                try add(setting, at: place)
            }
        }
    }

    private mutating func add(
        _ setting: ClientConfiguration.Setting,
        at place: SourcePlace
    ) throws(Diagnostic) {
        let keyword = setting.keyword
        if keyword == "ignoreunknown" {
            ignoredUnknown += setting.arguments.flatMap {
                $0.split(separator: ",").map(String.init)
            }
        }
        if !ClientKeywords.all.contains(keyword) {
            if ClientConfiguration.matches(keyword, ignoredUnknown) { return }
            throw Diagnostic.unknown("ssh keyword", keyword, among: ClientKeywords.all, at: place)
        }
        sections[sections.count - 1].settings.append(setting)
    }

    /// One line: a keyword, blanks or `=`, and words.
    static func setting(
        _ line: Substring,
        at place: SourcePlace?
    ) throws(Diagnostic) -> ClientConfiguration.Setting {
        let word = line.prefix { !$0.isWhitespace && $0 != "=" }
        let keyword = word.lowercased()
        var rest = line[word.endIndex...].drop { $0.isWhitespace }
        if rest.first == "=" { rest = rest.dropFirst() }
        let isCommandLine = ClientKeywords.commandLines.contains(keyword)
        let arguments =
            isCommandLine ? [String(rest.trimmingBlanks())] : try words(of: rest, at: place)
        if arguments.allSatisfy(\.isEmpty) {
            throw Diagnostic("'\(word)' has no value", at: place)
        }
        return .init(keyword: keyword, arguments: arguments, place: place)
    }

    private static func words(
        of text: Substring,
        at place: SourcePlace?
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
}

@testable import ProxyConfiguration
@testable import ProxyControlPlane
@testable import Samples

/// Writes `docs/keywords.md`.
enum KeywordReference {
    /// A line of a table: a word, how it is used, and how much of it there is.
    private struct Line {
        var word: String
        var usage: String
        var place = ""
        var state: String
    }

    static var text: String {
        """
        # Keywords of switchyard-proxy

        The configuration language is HAProxy's: what its manual says of a word (2.6; of what came later 3.4) holds
        here. The tables list every word of the manual: **yes** is read and done, **partly** says what is
        missing, **inert** is read and changes nothing (traffic could not tell), **no** is refused with file, line,
        column and the supported way if there is one. Words of no table are refused with the closest known one.
        Nothing is accepted and then ignored; what is done otherwise than by HAProxy stands in
        [proxy.md](proxy.md).

        This page is written from the tables of the program
        (`SWITCHYARD_WRITE_DOCS=1 swift test --filter KeywordReferenceTests`).

        \(prose)
        ## Keywords

        \(table(keywords, "sections"))
        ## Sections

        \(table(sections))
        ## Options of `bind` (manual 5.1)

        \(addresses)

        \(table(bindOptions, "of"))
        ## Options of `server` and `default-server` (manual 5.2)

        \(table(serverOptions, "of"))
        ## Sample fetches (manual 7.3)

        \(conditions)

        \(table(fetches))
        ## Converters (manual 7.3.1)

        \(table(converters))
        ## Commands on the stats socket (management guide 9.3, 9.4)

        \(table(commands))
        \(commandProse)

        """
    }

    private static func table(_ lines: [Line], _ column: String? = nil) -> String {
        var text = "| word | how it is used | \(column.map { "\($0) | " } ?? "")read |\n"
        text += "|---|---|---|\(column == nil ? "" : "---|")\n"
        for line in lines {
            let usage = line.usage.isEmpty ? "" : code(line.usage)
            let place = column == nil ? "" : "\(line.place) | "
            text += "| \(code(line.word)) | \(usage) | \(place)\(line.state) |\n"
        }
        return text
    }

    private static func code(_ text: String) -> String {
        "`\(text.replacing("|", with: "\\|"))`"
    }

    // MARK: States

    private static func yes(_ lacking: String?) -> String {
        lacking.map { "partly: not \($0)" } ?? "yes"
    }

    private static func refused(_ table: UnsupportedKeywords.Table) -> [Line] {
        table.map { word, hint in
            Line(word: word, usage: "", state: hint.map { "no: \($0)" } ?? "no")
        }
    }

    private static func sorted(_ lines: [Line]) -> [Line] {
        lines.sorted { ($0.word, $0.place) < ($1.word, $1.place) }
    }

    // MARK: Tables

    private static let secondWords = [
        "option", "timeout", "http-request", "http-response", "http-after-response", "http-check",
        "stats", "tcp-request connection", "tcp-request session", "tcp-request content",
        "tcp-response content", "tcp-check",
    ]

    private static var keywords: [Line] {
        let inert = Dictionary(uniqueKeysWithValues: InertKeyword.all.map { ($0.name, $0.reason) })
        var lines = KeywordTable.all.filter(isListed).map { keyword in
            Line(
                word: keyword.name,
                usage: String(keyword.usage.dropFirst(keyword.name.count).drop { $0 == " " }),
                place: keyword.sections.names.joined(separator: ", "),
                state: inert[keyword.name].map { "inert: \($0)" }
                    ?? yes(KeywordNotes.keywords[keyword.name])
            )
        }
        lines += refused(UnsupportedKeywords.keywords)
        for first in secondWords {
            lines += refused(UnsupportedKeywords.secondWords(after: first)).map { line in
                var line = line
                line.word = "\(first) \(line.word)"
                return line
            }
        }
        return sorted(lines)
    }

    private static func isListed(_ keyword: Keyword) -> Bool {
        let others = OtherSection.all.reduce(into: Sections()) { $0.formUnion($1.section) }
        return keyword.sections.isDisjoint(with: others)
    }

    private static var sections: [Line] {
        let proxies =
            ["global", "defaults [<name>] [from <name>]"]
            + ["frontend", "backend", "listen"].map { "\($0) <name> [from <defaults>]" }
        let own = proxies.map { usage in
            Line(word: String(usage.prefix { $0 != " " }), usage: usage, state: "yes")
        }
        let others = OtherSection.all.map { section in
            let words = KeywordTable.all
                .filter { !$0.sections.isDisjoint(with: section.section) }
                .map { code($0.usage) }
            let state = section.section.isEmpty ? "no" : "yes: \(words.joined(separator: ", "))"
            return Line(
                word: section.name,
                usage: section.section.isEmpty ? "" : section.usage,
                state: state
            )
        }
        return sorted(own + others)
    }

    private static var bindOptions: [Line] {
        let lines = BindOption.all.map { option in
            Line(
                word: option.name,
                usage: option.arguments,
                place: option.isForBinds
                    ? (option.isForSockets ? "bind, stats socket" : "bind") : "stats socket",
                state: option.inertReason.map { "inert: \($0)" }
                    ?? yes(KeywordNotes.bindOptions[option.name])
            )
        }
        let known = Set(lines.map(\.word))
        return sorted(
            lines + refused(UnsupportedKeywords.bindOptions).filter { !known.contains($0.word) }
        )
    }

    private static var serverOptions: [Line] {
        let lines = ServerOption.all.map { option in
            Line(
                word: option.name,
                usage: option.arguments,
                place: option.isForDefaults ? "server, default-server" : "server",
                state: yes(KeywordNotes.serverOptions[option.name])
            )
        }
        return sorted(lines + refused(UnsupportedKeywords.serverOptions))
    }

    private static var fetches: [Line] {
        let lines = FetchKeyword.byName.map { name, fetch in
            Line(word: name, usage: fetch.signature.usage, state: "yes")
        }
        return sorted(lines + refused(UnsupportedKeywords.fetches))
    }

    private static var converters: [Line] {
        let lines = ConverterKeyword.byName.map { name, converter in
            Line(word: name, usage: converter.signature.usage, state: "yes")
        }
        return sorted(lines + refused(UnsupportedKeywords.converters))
    }

    private static var commands: [Line] {
        let known = (ControlCommand.all + ProcessCommands.all).map { command in
            Line(
                word: command.words.joined(separator: " "),
                usage: command.usage,
                state: yes(KeywordNotes.commands[command.words.joined(separator: " ")])
            )
        }
        // One command answers for these.
        let covered = [
            "quit", "help", "set timeout cli", "set rate-limit connections global",
            "set rate-limit sessions global",
        ]
        let names = Set(known.map(\.word)).union(covered)
        let conversation = ["help [<command>]", "quit"].map { usage in
            Line(word: String(usage.prefix { $0 != " " }), usage: usage, state: "yes")
        }
        let refused = RuntimeWords.all.filter { !names.contains($0) }
            .map { Line(word: $0, usage: "", state: "no") }
        return sorted(known + conversation + refused)
    }
}

import Diagnostics

/// The lines of a client configuration that apply to one host, asked by keyword.
struct ClientChoices {
    private let lines: [ClientConfiguration.Setting]

    /// Takes the lines in the order of the file.
    init(_ lines: [ClientConfiguration.Setting]) {
        self.lines = lines
    }

    /// The first line with one of the keywords.
    func line(among keywords: Set<String>) -> ClientConfiguration.Setting? {
        lines.first { keywords.contains($0.keyword) }
    }

    private func line(_ keyword: String) -> ClientConfiguration.Setting? {
        lines.first { $0.keyword == keyword }
    }

    /// The first value of a keyword.
    func first(_ keyword: String) -> String? { line(keyword)?.arguments.first }

    /// All values of the first line of a keyword.
    func list(_ keyword: String) -> [String]? { line(keyword)?.arguments }

    /// The values of all lines of a keyword.
    func all(_ keyword: String) -> [String] {
        lines.filter { $0.keyword == keyword }.compactMap(\.arguments.first)
    }

    /// Where a keyword stands.
    func place(_ keyword: String) -> SourcePlace? { line(keyword)?.place }

    /// A number from one to 65535.
    func number(_ keyword: String) throws(Diagnostic) -> UInt16? {
        guard let line = line(keyword) else { return nil }
        if let number = UInt16(line.arguments[0]), number > 0 { return number }
        throw Diagnostic(
            "'\(line.arguments[0])' is no port",
            at: line.place,
            expected: "a number from 1 to 65535"
        )
    }

    /// A whole number of seconds, or with a unit as OpenSSH takes it.
    func seconds(_ keyword: String) throws(Diagnostic) -> Duration? {
        guard let line = line(keyword), line.arguments[0] != "none" else { return nil }
        let text = line.arguments[0]
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600]
        let unit = text.last.flatMap { units[$0] }
        let digits = unit == nil ? text[...] : text.dropLast()
        if let number = Int(digits), (0...100_000).contains(number) {
            return .seconds(number * (unit ?? 1))
        }
        throw Diagnostic("'\(text)' is no time", at: line.place, expected: "a number of seconds")
    }

    /// `yes` or `no`.
    func flag(_ keyword: String) throws(Diagnostic) -> Bool? {
        guard let line = line(keyword) else { return nil }
        switch line.arguments[0].lowercased() {
        case "yes", "true": return true
        case "no", "false": return false
        default:
            throw Diagnostic(
                "'\(line.arguments[0])' is neither yes nor no",
                at: line.place,
                expected: "'yes' or 'no'"
            )
        }
    }

    /// What `StrictHostKeyChecking` says.
    func checking() throws(Diagnostic) -> SSHSettings.HostKeyChecking? {
        guard let line = line("stricthostkeychecking") else { return nil }
        switch line.arguments[0].lowercased() {
        case "yes", "true", "ask": return .strict
        // A key that has changed is refused whatever is said here.
        case "accept-new", "no", "off", "false": return .acceptNew
        default:
            throw Diagnostic(
                "'StrictHostKeyChecking \(line.arguments[0])' is not supported here",
                at: line.place,
                expected: "'yes', 'ask', 'accept-new' or 'no'",
                hint: "set ansible_host_key_checking for the host to decide it there"
            )
        }
    }

    /// What is not honoured of what the configuration asks for, each keyword once.
    func warnings() -> [Diagnostic] {
        var seen: Set<String> = []
        return lines.compactMap { line in
            guard ClientKeywords.warned.contains(line.keyword), seen.insert(line.keyword).inserted,
                let value = line.arguments.first, !["no", "none"].contains(value.lowercased())
            else { return nil }
            return Diagnostic("'\(line.keyword) \(value)' is not honoured here", at: line.place)
                .withSeverity(.warning)
        }
    }

    /// Refuses what would lead elsewhere or trust others.
    func refuseUnsupported() throws(Diagnostic) {
        for line in lines where line.arguments.first?.lowercased() != "none" {
            if let mend = ClientKeywords.refused[line.keyword] {
                throw Diagnostic(
                    "'\(line.keyword)' is not supported here",
                    at: line.place,
                    hint: mend
                )
            }
        }
    }
}

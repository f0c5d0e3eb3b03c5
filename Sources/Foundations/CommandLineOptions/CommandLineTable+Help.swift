extension CommandLineTable {
    /// The text that `--help` prints, generated from the table; it ends with a newline.
    public func help() -> String {
        let usage = ["usage: \(command)", "[OPTION]...", operands].filter { !$0.isEmpty }
        var lines = [usage.joined(separator: " "), "", summary, "", "options:"]
        var rows = options.compactMap { option in
            label(of: option).map { (label: $0, help: option.help) }
        }
        let letter = helpLetter.map { "-\($0), " } ?? "    "
        rows.append((label: "\(letter)--help", help: "print this and stop"))
        let width = min(34, (rows.map(\.label.count).max() ?? 0) + 2)
        for row in rows {
            let isLong = row.label.count + 2 > width
            if isLong { lines.append("  \(row.label)") }
            let start = isLong ? "" : row.label
            let pad = String(repeating: " ", count: width - start.count)
            lines.append("  \(start)\(pad)\(row.help)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func label(of option: CommandOption<Settings>) -> String? {
        let letter = option.letter.map { "-\($0), " } ?? "    "
        switch option.action {
        case .flag: return "\(letter)--\(option.name)"
        case .value(let named, _): return "\(letter)--\(option.name) \(named)"
        case .refused: return nil
        }
    }
}

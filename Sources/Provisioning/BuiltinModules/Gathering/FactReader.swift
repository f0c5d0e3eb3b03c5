internal import DocumentValues

/// What the script of facts printed, by the words of its lines and sections.
struct FactReader {
    private var values: [String: [String]] = [:]

    init(_ text: String) {
        var section: String?
        for line in text.split(separator: "\n") {
            // The environment is the last section: its values may look like anything.
            if section != "env", line.hasPrefix("section ") {
                section = String(line.dropFirst("section ".count))
            } else if let section {
                values[section, default: []].append(String(line))
            } else {
                let word = line.prefix { $0 != " " }
                values[String(word), default: []].append(String(line.dropFirst(word.count + 1)))
            }
        }
    }

    /// The only value of a word, empty when there is none.
    func text(_ word: String) -> String { values[word]?.first ?? "" }

    /// The values of a word that comes several times.
    func all(_ word: String) -> [String] { values[word] ?? [] }

    /// Values with names, as `NAME=value` lines.
    func pairs(_ word: String) -> [(name: String, value: String)] {
        all(word).compactMap { line in
            guard let equals = line.firstIndex(of: "=") else { return nil }
            return (String(line[..<equals]), String(line[line.index(after: equals)...]))
        }
    }
}

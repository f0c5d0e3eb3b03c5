public import Diagnostics

/// Options of the command `ssh` that an inventory gives for a host, as `ansible_ssh_common_args`.
///
/// They mean what they mean for `ssh`, before anything that a client configuration says; what would
/// do nothing here is refused.
public struct ClientArguments: Sendable, Hashable {
    /// The words as they are written, with quotes as a shell takes them.
    public var text: String
    /// The variable that they come from.
    public var name: String
    /// Where they are written.
    public var place: SourcePlace?

    /// Options as written.
    public init(_ text: String, name: String, at place: SourcePlace? = nil) {
        self.text = text
        self.name = name
        self.place = place
    }

    /// The settings that they are, in order.
    func settings() throws(Diagnostic) -> [ClientConfiguration.Setting] {
        var settings: [ClientConfiguration.Setting] = []
        var words = try words()[...]
        while let word = words.popFirst() {
            guard word.hasPrefix("-"), word.count > 1 else { throw refused(word) }
            var letters = word.dropFirst()
            while let letter = letters.popFirst() {
                if Self.idle.contains(letter) { continue }
                if let (keyword, value) = Self.switches[letter] {
                    settings.append(setting(keyword, value))
                    continue
                }
                guard let keyword = Self.valued[letter] else { throw refused("-\(letter)") }
                let value = letters.isEmpty ? words.popFirst() : String(letters)
                guard let value, !value.isEmpty else {
                    throw Diagnostic("'-\(letter)' in '\(name)' has no value", at: place)
                }
                letters = ""
                try add(keyword, value, to: &settings)
            }
        }
        return settings
    }

    /// Letters that stand alone and decide nothing here.
    private static let idle: Set<Character> = ["C", "q", "v", "T", "t", "n", "a", "x", "k"]

    /// Letters that stand alone, and the setting that each is.
    private static let switches: [Character: (keyword: String, value: String)] = [
        "4": ("addressfamily", "inet"), "6": ("addressfamily", "inet6"),
    ]

    /// Letters with a value, and its keyword; without one the value decides nothing here.
    private static let valued: [Character: String] = [
        "i": "identityfile", "J": "proxyjump", "l": "user", "p": "port", "o": "-o", "F": "-F",
        "S": "", "e": "",
    ]

    private func setting(_ keyword: String, _ value: String) -> ClientConfiguration.Setting {
        .init(keyword: keyword, arguments: [value], place: place)
    }

    private func add(
        _ keyword: String,
        _ value: String,
        to settings: inout [ClientConfiguration.Setting]
    ) throws(Diagnostic) {
        if keyword != "-o" {
            if !keyword.isEmpty { settings.append(setting(keyword, value)) }
            return
        }
        let setting = try ClientConfigurationReader.setting(value[...], at: place)
        if !ClientKeywords.all.contains(setting.keyword) {
            throw Diagnostic.unknown(
                "ssh keyword",
                setting.keyword,
                among: ClientKeywords.all,
                at: place,
                hint: "it is in '\(name)'"
            )
        }
        if setting.keyword == "forwardagent", setting.arguments.first?.lowercased() != "no" {
            throw refused("ForwardAgent")
        }
        settings.append(setting)
    }

    private func refused(_ word: String) -> Diagnostic {
        Diagnostic(
            "'\(word)' in '\(name)' is not supported",
            at: place,
            expected: "-o KEYWORD=VALUE, -J, -i, -l, -p, -F, -4, -6, -C, -q or -v"
        )
    }

    /// The words, taken apart as a shell does.
    private func words() throws(Diagnostic) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in text {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if character == open { quote = nil } else { word?.append(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let word { words.append(word) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if quote != nil {
            throw Diagnostic("a quote in '\(name)' is never closed", at: place)
        }
        return words + (word.map { [$0] } ?? [])
    }
}

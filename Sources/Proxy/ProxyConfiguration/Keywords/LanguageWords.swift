internal import Samples

/// The words of the configuration language that are read, by kind: what `-dK` lists.
public enum LanguageWords {
    /// Words of one kind.
    public struct Class: Sendable {
        /// HAProxy's name for the kind.
        public let name: String
        /// What they are.
        public let title: String
        /// The words, by name.
        public let words: [String]
    }

    /// The kinds.
    public static let classes: [Class] = [
        Class(name: "cfg", title: "keywords, by section", words: keywords),
        Class(name: "bind", title: "options of bind", words: BindOption.all.map(\.name).sorted()),
        Class(
            name: "srv",
            title: "options of server",
            words: ServerOption.all.map(\.name).sorted()
        ),
        Class(name: "smp", title: "sample fetches", words: FetchKeyword.byName.keys.sorted()),
        Class(name: "cnv", title: "converters", words: ConverterKeyword.byName.keys.sorted()),
    ]

    private static let keywords: [String] = KeywordTable.all.flatMap { keyword in
        keyword.sections.names.map { "\($0) \(keyword.name)" }
    }.sorted()
}

internal import Diagnostics

/// A section beside `global`, `defaults` and the proxies, as `resolvers` and `userlist`.
///
/// What is supported has an entry with a reader of its first line here and its keywords, as
/// ``Keyword/section(_:_:in:manual:_:)``, in a table of its own that ``KeywordTable`` lists.
struct OtherSection: Sendable {
    typealias Beginning =
        @Sendable (inout Arguments, inout ConfigurationDraft, ReadingTools) throws(Diagnostic) ->
        Void

    /// The word that begins it.
    let name: String
    /// What its keywords name as theirs.
    let section: Sections
    /// How it is begun, for messages.
    let usage: String
    /// Reads the words after the first.
    let begin: Beginning

    init(
        _ name: String,
        _ arguments: String = "",
        _ section: Sections,
        begin: @escaping Beginning
    ) {
        self.name = name
        self.section = section
        usage = arguments.isEmpty ? name : "\(name) \(arguments)"
        self.begin = begin
    }

    /// One that is refused; its lines are not read.
    private static func unsupported(_ name: String, hint: String? = nil) -> OtherSection {
        OtherSection(name, "", []) { arguments, _, _ throws(Diagnostic) in
            throw Diagnostic(
                "the section '\(name)' is not supported by switchyard-proxy",
                at: arguments.place,
                hint: hint
            )
        }
    }

    /// The sections by name.
    static let byName: [String: OtherSection] = Dictionary(
        uniqueKeysWithValues: all.map { ($0.name, $0) }
    )

    static let all: [OtherSection] = [
        unsupported("acme", hint: "have certificates fetched by another program, and reload"),
        unsupported("cache"),
        CertificateStoreSection.section,
        unsupported("fcgi-app", hint: "put a web server that speaks FastCGI between"),
        HealthCheckSection.section,
        ErrorGroupSection.section,
        unsupported("log-forward"),
        unsupported("log-profile"),
        unsupported("mailers", hint: "have the log watched"),
        unsupported("namespace_list"),
        unsupported("peers"),
        unsupported("program", hint: "have systemd start the program"),
        ResolversKeywords.section,
        unsupported("ring"),
        unsupported("traces"),
        UserListSection.section,
    ]
}

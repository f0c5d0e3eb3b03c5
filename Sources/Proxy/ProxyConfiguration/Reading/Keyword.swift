internal import Diagnostics

/// The sections in which a keyword may stand.
struct Sections: OptionSet, Sendable {
    let rawValue: UInt32

    static let global = Sections(rawValue: 1)
    static let defaults = Sections(rawValue: 2)
    static let frontend = Sections(rawValue: 4)
    static let backend = Sections(rawValue: 8)
    static let listen = Sections(rawValue: 16)

    /// The sections of ``OtherSection``.
    static let userlist = Sections(rawValue: 1 << 5)
    static let resolvers = Sections(rawValue: 1 << 6)
    static let peers = Sections(rawValue: 1 << 7)
    static let mailers = Sections(rawValue: 1 << 8)
    static let httpErrors = Sections(rawValue: 1 << 9)
    static let ring = Sections(rawValue: 1 << 10)
    static let logForward = Sections(rawValue: 1 << 11)
    static let logProfile = Sections(rawValue: 1 << 12)
    static let certificateStore = Sections(rawValue: 1 << 13)
    static let cache = Sections(rawValue: 1 << 14)
    static let healthCheck = Sections(rawValue: 1 << 15)

    /// Everything about proxies.
    static let proxies: Sections = [.defaults, .frontend, .backend, .listen]
    /// The side of clients, with defaults.
    static let clientSide: Sections = [.defaults, .frontend, .listen]
    /// The side of servers, with defaults.
    static let serverSide: Sections = [.defaults, .backend, .listen]

    /// The words of the sections.
    var names: [String] {
        let all: [(Sections, String)] = [
            (.global, "global"), (.defaults, "defaults"), (.frontend, "frontend"),
            (.listen, "listen"), (.backend, "backend"), (.userlist, "userlist"),
            (.resolvers, "resolvers"), (.peers, "peers"), (.mailers, "mailers"),
            (.httpErrors, "http-errors"), (.ring, "ring"), (.logForward, "log-forward"),
            (.logProfile, "log-profile"), (.certificateStore, "crt-store"), (.cache, "cache"),
            (.healthCheck, "healthcheck"),
        ]
        return all.filter { contains($0.0) }.map(\.1)
    }
}

/// A keyword that is supported: where it may stand, how it is used, what it means.
///
/// One entry of the registration table; `docs/keywords.md` is written from the entries.
struct Keyword: Sendable {
    /// What reads the arguments of a keyword of `global`.
    typealias GlobalReader =
        @Sendable (inout Arguments, inout GlobalDraft, ReadingTools) throws(Diagnostic) -> Void
    /// What reads the arguments of a keyword of a proxy.
    typealias ProxyReader =
        @Sendable (inout Arguments, inout ProxyDraft, ReadingTools) throws(Diagnostic) -> Void

    /// What reads the arguments of a keyword of one of ``OtherSection``, into its last section.
    typealias SectionReader =
        @Sendable (inout Arguments, inout ConfigurationDraft, ReadingTools) throws(Diagnostic) ->
        Void

    enum Reader: Sendable {
        case global(GlobalReader)
        case section(SectionReader)
        case proxy(ProxyReader)
    }

    /// One word or two, as `option httplog`.
    let name: String
    /// Where it may stand.
    let sections: Sections
    /// How it is used.
    let usage: String
    /// The chapter of HAProxy's configuration manual.
    let manual: String
    /// Whether `no` may stand before it.
    let canBeNegated: Bool
    let reader: Reader

    /// Whether what it acts on stands in parentheses behind its name.
    var takesParenthesis: Bool { usage.hasPrefix("\(name) (") }

    /// A keyword of the `global` section.
    static func global(
        _ name: String,
        _ arguments: String = "",
        canBeNegated: Bool = false,
        manual: String = "3.1",
        _ reader: @escaping GlobalReader
    ) -> Keyword {
        Keyword(
            name: name,
            sections: .global,
            usage: arguments.isEmpty ? name : "\(name) \(arguments)",
            manual: manual,
            canBeNegated: canBeNegated,
            reader: .global(reader)
        )
    }

    /// A keyword of one of ``OtherSection``.
    static func section(
        _ name: String,
        _ arguments: String = "",
        in section: Sections,
        manual: String,
        _ reader: @escaping SectionReader
    ) -> Keyword {
        Keyword(
            name: name,
            sections: section,
            usage: arguments.isEmpty ? name : "\(name) \(arguments)",
            manual: manual,
            canBeNegated: false,
            reader: .section(reader)
        )
    }

    /// A keyword of proxies.
    static func proxy(
        _ name: String,
        _ arguments: String = "",
        in sections: Sections,
        canBeNegated: Bool = false,
        manual: String = "4.2",
        _ reader: @escaping ProxyReader
    ) -> Keyword {
        Keyword(
            name: name,
            sections: sections,
            usage: arguments.isEmpty ? name : "\(name) \(arguments)",
            manual: manual,
            canBeNegated: canBeNegated,
            reader: .proxy(reader)
        )
    }

    /// A keyword of proxies without arguments that turns something on, and off after `no`.
    static func flag(
        _ name: String,
        in sections: Sections,
        _ set: @escaping @Sendable (inout ProxySettings, Bool) -> Void
    ) -> Keyword {
        .proxy(name, in: sections, canBeNegated: true) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            try arguments.end()
            set(&proxy.settings, !arguments.isNegated)
        }
    }
}

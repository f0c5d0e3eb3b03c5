import DocumentValues

/// What a keyword may stand in.
struct KeywordOwners: OptionSet, Sendable {
    let rawValue: Int

    static let play = KeywordOwners(rawValue: 1)
    static let role = KeywordOwners(rawValue: 2)
    static let block = KeywordOwners(rawValue: 4)
    static let task = KeywordOwners(rawValue: 8)

    static let everywhere: KeywordOwners = [.play, .role, .block, .task]
    static let belowPlays: KeywordOwners = [.role, .block, .task]
    static let blocksAndTasks: KeywordOwners = [.block, .task]
}

/// A keyword of the playbook language: its name, where it may stand, how it is decoded.
struct PlaybookKeyword<Target>: Sendable {
    let name: String
    let owners: KeywordOwners
    let decode: @Sendable (Node.Pair, inout Target, LoadSession) -> Void

    init(
        _ name: String,
        _ owners: KeywordOwners = .everywhere,
        _ decode: @escaping @Sendable (Node.Pair, inout Target, LoadSession) -> Void
    ) {
        self.name = name
        self.owners = owners
        self.decode = decode
    }
}

/// Keywords by name.
struct PlaybookKeywordTable<Target>: Sendable {
    private let keywords: [String: PlaybookKeyword<Target>]

    init(_ keywords: [PlaybookKeyword<Target>]) {
        self.keywords = Dictionary(
            keywords.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The names that may stand in such an owner.
    func names(in owner: KeywordOwners) -> [String] {
        keywords.values.filter { $0.owners.contains(owner) }.map(\.name).sorted()
    }

    /// Decodes a pair if its key is a keyword of the owner.
    func decode(
        _ pair: Node.Pair,
        in owner: KeywordOwners,
        into target: inout Target,
        _ session: LoadSession
    ) -> Bool {
        guard let name = pair.key.string, let keyword = keywords[name],
            keyword.owners.contains(owner)
        else { return false }
        keyword.decode(pair, &target, session)
        return true
    }
}

internal import Diagnostics
internal import Synchronization

/// The ACLs that were declared so far in the section that is read: what the fetch `acl` asks for by name.
public final class AccessNames: Sendable {
    private let content = Mutex<AccessLists>([:])

    /// No ACLs.
    public init() {}

    /// The ACLs.
    public var lists: AccessLists {
        get { content.withLock { $0 } }
        set { content.withLock { $0 = newValue } }
    }
}

/// A condition as an argument of a fetch.
final class ConditionBox: Sendable {
    let condition: Condition

    init(_ condition: Condition) { self.condition = condition }
}

/// ACLs as values.
extension FetchKeyword {
    static let accessLists: [FetchKeyword] = [
        FetchKeyword(
            "acl",
            .init(
                required: 1,
                .text,
                .text,
                .text,
                .text,
                .text,
                .text,
                .text,
                .text,
                .text,
                .text,
                .text,
                .text
            ),
            .bool,
            .constants,
            check: { draft throws(Diagnostic) in
                let words = draft.texts.map { PlacedWord($0, at: draft.place) }
                // What the ACLs need is asked where they are tested.
                let reader = ConditionReader(
                    draft.tools.accessNames.lists,
                    draft.tools,
                    at: SamplePoint.allCases
                )
                let condition = try reader.condition(
                    words,
                    after: PlacedWord("if", at: draft.place)
                )
                draft.set(0, object: ConditionBox(condition))
            },
            { arguments, context in
                let box = arguments.object(0, as: ConditionBox.self)
                return box.map { .bool($0.condition.holds(&context)) }
            }
        )
    ]
}

public import DocumentValues

extension Value {
    /// What `omit` evaluates to: an argument with this value counts as not given.
    public static let omit = Value.string("__omit_place_holder__")

    /// Whether the value is `omit`.
    public var isOmit: Bool { self == .omit }

    /// The value with every omitted entry of its mappings and lists left out.
    public var withoutOmitted: Value {
        switch self {
        case .list(let values):
            return .list(values.filter { !$0.isOmit }.map(\.withoutOmitted))
        case .map(let map):
            var kept = ValueMap()
            for entry in map where !entry.value.isOmit {
                kept[entry.key] = entry.value.withoutOmitted
            }
            return .map(kept)
        default:
            return self
        }
    }
}

public import Diagnostics

/// Converters that keep what passes.
extension ConverterKeyword {
    static let storing: [ConverterKeyword] = [
        ConverterKeyword(
            "set-var",
            .init(required: 1, .text, .text, .text, .text, .text),
            .any,
            .same,
            check: { draft throws(Diagnostic) in
                draft.set(0, object: try VariableName.read(draft.text(0) ?? "", in: draft))
                for index in 1..<max(1, draft.texts.count) {
                    let condition = try SetCondition.read(draft.texts[index], at: draft.place)
                    draft.set(index, number: Int64(condition.rawValue))
                }
            },
            { input, arguments, context in
                guard let variable = arguments.object(0, as: VariableName.self) else { return nil }
                for index in 1..<max(1, arguments.count) where arguments.has(index) {
                    let condition = SetCondition(rawValue: UInt8(arguments.number(index)))
                    if condition?.allows(input, variable, &context) == false { return input }
                }
                return variable.set(input, &context) ? input : nil
            }
        ),
        ConverterKeyword(
            "unset-var",
            .init(required: 1, .text),
            .any,
            .same,
            check: { draft throws(Diagnostic) in
                draft.set(0, object: try VariableName.read(draft.text(0) ?? "", in: draft))
            },
            { input, arguments, context in
                arguments.object(0, as: VariableName.self)?.unset(&context)
                return input
            }
        ),
    ]
}

/// What a variable must be like to be set.
public enum SetCondition: UInt8, Sendable, CaseIterable {
    /// It is set.
    case ifexists
    /// It is not set.
    case ifnotexists
    /// The value is empty.
    case ifempty
    /// The value is not empty.
    case ifnotempty
    /// The value is set and not zero.
    case ifset
    /// The value is not set or zero.
    case ifnotset
    /// The old value is greater.
    case ifgt
    /// The old value is less.
    case iflt

    /// A condition by its name.
    public static func read(
        _ text: String,
        at place: SourcePlace?
    ) throws(Diagnostic) -> SetCondition {
        if let condition = allCases.first(where: { "\($0)" == text }) { return condition }
        throw .unknown("condition", text, among: allCases.map { "\($0)" }, at: place)
    }

    /// Whether a variable may get a value.
    public func allows(
        _ value: Sample,
        _ variable: VariableName,
        _ context: inout SampleContext
    ) -> Bool {
        let isEmpty =
            switch value.type {
            case .str, .bin: value.bytes.isEmpty
            default: false
            }
        let old = variable.value(&context)
        switch self {
        case .ifexists: return old != nil
        case .ifnotexists: return old == nil
        case .ifempty: return isEmpty
        case .ifnotempty: return !isEmpty
        case .ifset, .ifnotset:
            let isSet = value.type == .sint || value.type == .bool ? value.isTrue : !isEmpty
            return isSet == (self == .ifset)
        case .ifgt, .iflt:
            guard let old else { return true }
            if value.type == .sint || value.type == .bool {
                guard let number = old.cast(to: .sint, &context.arena)?.integer else {
                    return false
                }
                return self == .ifgt ? number > value.integer : number < value.integer
            }
            let (left, right) = (old.bytes, value.bytes)
            return self == .ifgt
                ? right.lexicographicallyPrecedes(left) : left.lexicographicallyPrecedes(right)
        }
    }
}

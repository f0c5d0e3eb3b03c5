internal import CLibYAML

/// One event of libyaml, copied out of C.
struct YAMLEvent {
    /// A place, line and column from one.
    struct Mark {
        let line: Int
        let column: Int

        init(_ mark: yaml_mark_t) {
            line = Int(mark.line) + 1
            column = Int(mark.column) + 1
        }
    }

    struct Scalar {
        let text: String
        let style: Style
    }

    enum Style {
        case plain, singleQuoted, doubleQuoted, literal, folded
    }

    enum Kind {
        case streamEnd, documentStart, documentEnd, other
        case alias(String)
        case scalar(Scalar)
        case listStart, listEnd, mapStart, mapEnd
    }

    let kind: Kind
    let anchor: String?
    let tag: String?
    let start: Mark
    let end: Mark

    var isPlain: Bool {
        guard case .scalar(let scalar) = kind else { return false }
        return scalar.style == .plain && tag == nil
    }

    init(_ event: yaml_event_t) {
        start = Mark(event.start_mark)
        end = Mark(event.end_mark)
        var anchor: UnsafeMutablePointer<UInt8>?
        var tag: UnsafeMutablePointer<UInt8>?
        switch event.type {
        case YAML_STREAM_END_EVENT: kind = .streamEnd
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
        case YAML_ALIAS_EVENT: kind = .alias(Self.text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            kind = .scalar(Scalar(text: Self.text(scalar), style: Self.style(scalar.style)))
            anchor = scalar.anchor
            tag = scalar.tag
        case YAML_SEQUENCE_START_EVENT:
            kind = .listStart
            anchor = event.data.sequence_start.anchor
            tag = event.data.sequence_start.tag
        case YAML_MAPPING_START_EVENT:
            kind = .mapStart
            anchor = event.data.mapping_start.anchor
            tag = event.data.mapping_start.tag
        case YAML_SEQUENCE_END_EVENT: kind = .listEnd
        case YAML_MAPPING_END_EVENT: kind = .mapEnd
        default: kind = .other
        }
        self.anchor = Self.text(anchor)
        self.tag = Self.text(tag)
    }

    private static func text(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private static func text(
        _ scalar: yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar
    )
        -> String
    {
        String(
            decoding: UnsafeBufferPointer(start: scalar.value, count: Int(scalar.length)),
            as: UTF8.self
        )
    }

    private static func style(_ style: yaml_scalar_style_t) -> Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }
}

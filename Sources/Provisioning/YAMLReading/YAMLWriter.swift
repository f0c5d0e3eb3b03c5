internal import CLibYAML
public import DocumentValues

/// How a value is written as YAML.
public struct YAMLLayout: Sendable, Hashable {
    /// The blanks of one level.
    public var indent: Int
    /// The column at which long texts are folded.
    public var width: Int
    /// Whether keys are sorted.
    public var sortsKeys: Bool
    /// Whether collections of scalars alone are written in brackets on one line.
    public var bracketsInnermost: Bool
    /// Whether the document starts with `---`.
    public var startsDocument: Bool

    /// A layout; the defaults are those of the filter `to_nice_yaml`.
    public init(
        indent: Int = 4,
        width: Int = 80,
        sortsKeys: Bool = true,
        bracketsInnermost: Bool = false,
        startsDocument: Bool = false
    ) {
        self.indent = indent
        self.width = width
        self.sortsKeys = sortsKeys
        self.bracketsInnermost = bracketsInnermost
        self.startsDocument = startsDocument
    }

    /// The filter `to_nice_yaml`.
    public static let nice = YAMLLayout()
    /// The filter `to_yaml`.
    public static let python = YAMLLayout(indent: 2, bracketsInnermost: true)
}

/// Writes values as YAML text by libyaml, as PyYAML's dumper does.
public enum YAMLWriter {
    /// The value as one YAML document.
    public static func write(_ value: Value, _ layout: YAMLLayout = .nice) -> String {
        let emitter = YAMLEmitter(layout)
        return emitter.document(value)
    }
}

private final class YAMLEmitter {
    private let layout: YAMLLayout
    private let emitter: UnsafeMutablePointer<yaml_emitter_t>
    private var output: [UInt8] = []

    init(_ layout: YAMLLayout) {
        self.layout = layout
        emitter = .allocate(capacity: 1)
        _ = yaml_emitter_initialize(emitter)
        yaml_emitter_set_unicode(emitter, 1)
        yaml_emitter_set_indent(emitter, Int32(layout.indent))
        yaml_emitter_set_width(emitter, Int32(layout.width))
    }

    deinit {
        yaml_emitter_delete(emitter)
        emitter.deallocate()
    }

    func document(_ value: Value) -> String {
        yaml_emitter_set_output(
            emitter,
            { context, bytes, count in
                guard let context, let bytes else { return 0 }
                let writer = Unmanaged<YAMLEmitter>.fromOpaque(context).takeUnretainedValue()
                writer.output += UnsafeBufferPointer(start: bytes, count: count)
                return 1
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
        emit { yaml_stream_start_event_initialize(&$0, YAML_UTF8_ENCODING) }
        let implicit: Int32 = layout.startsDocument ? 0 : 1
        emit { yaml_document_start_event_initialize(&$0, nil, nil, nil, implicit) }
        write(value)
        emit { yaml_document_end_event_initialize(&$0, 1) }
        emit { yaml_stream_end_event_initialize(&$0) }
        return String(decoding: output, as: UTF8.self)
    }

    private func emit(_ initialize: (inout yaml_event_t) -> Int32) {
        var event = yaml_event_t()
        guard initialize(&event) == 1 else { return }
        _ = yaml_emitter_emit(emitter, &event)
    }

    private func write(_ value: Value) {
        switch value {
        case .list(let values):
            let style = isInline(values) ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE
            emit { yaml_sequence_start_event_initialize(&$0, nil, nil, 1, style) }
            for value in values { write(value) }
            emit { yaml_sequence_end_event_initialize(&$0) }
        case .map(let map):
            let style = isInline(map.values) ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE
            emit { yaml_mapping_start_event_initialize(&$0, nil, nil, 1, style) }
            for entry in ordered(map) {
                write(entry.key)
                write(entry.value)
            }
            emit { yaml_mapping_end_event_initialize(&$0) }
        case .string(let text):
            writeScalar(text, isPlainSafe: PlainScalar(text) == .text)
        default:
            writeScalar(plainText(value), isPlainSafe: true)
        }
    }

    private func isInline(_ values: [Value]) -> Bool {
        layout.bracketsInnermost
            && values.allSatisfy { $0.list == nil && $0.map == nil }
    }

    private func ordered(_ map: ValueMap) -> [ValueMap.Entry] {
        let entries = Array(map)
        let isSortable = entries.allSatisfy { $0.key.string != nil }
        guard layout.sortsKeys, isSortable else { return entries }
        return entries.sorted { $0.key.pythonText.precedesInPython($1.key.pythonText) }
    }

    private func plainText(_ value: Value) -> String {
        switch value {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .float(let value):
            guard value.isFinite else { return value.isNaN ? ".nan" : value < 0 ? "-.inf" : ".inf" }
            let text = value.pythonRepr
            guard !text.contains("."), let exponent = text.firstIndex(of: "e") else { return text }
            return "\(text[..<exponent]).0\(text[exponent...])"
        default: return value.pythonText
        }
    }

    private func writeScalar(_ text: String, isPlainSafe: Bool) {
        var text = text
        text.withUTF8 { bytes in
            emit {
                yaml_scalar_event_initialize(
                    &$0,
                    nil,
                    nil,
                    bytes.baseAddress,
                    Int32(bytes.count),
                    isPlainSafe ? 1 : 0,
                    1,
                    YAML_ANY_SCALAR_STYLE
                )
            }
        }
    }
}

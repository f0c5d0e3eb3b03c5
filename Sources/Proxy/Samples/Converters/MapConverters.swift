internal import Diagnostics

/// Values that maps have for what matches.
extension ConverterKeyword {
    static let maps: [ConverterKeyword] =
        methods.flatMap { method in
            [
                map("map_\(method.rawValue)", method, .str),
                map("map_\(method.rawValue)_int", method, .sint),
                map("map_\(method.rawValue)_ip", method, .address),
                key("map_\(method.rawValue)_key", method),
            ]
        } + [map("map", .str, .str), map("map_regm", .regm, .str)]

    private static let methods: [MatchMethod] = [
        .str, .beg, .sub, .dir, .dom, .end, .reg, .int, .ip,
    ]

    private static func map(
        _ name: String,
        _ method: MatchMethod,
        _ output: SampleType
    ) -> ConverterKeyword {
        ConverterKeyword(
            name,
            .init(required: 1, .text, .text),
            method.input,
            output,
            check: { draft throws(Diagnostic) in
                draft.set(0, object: try load(draft, method, output))
                try readDefault(&draft, output)
            },
            { input, arguments, context in
                guard let set = arguments.object(0, as: PatternCell.self)?.set else { return nil }
                if let entry = set.match(input, &context) {
                    guard let value = set.value(of: entry) else { return .integer(1) }
                    guard method == .regm else { return kept(value, &context) }
                    return Replacement.text(value.bytes, of: input.bytes, &context).map {
                        .text($0)
                    }
                }
                return arguments.has(1) ? arguments[1].value : nil
            }
        )
    }

    /// The pattern itself that matched.
    private static func key(_ name: String, _ method: MatchMethod) -> ConverterKeyword {
        ConverterKeyword(
            name,
            .init(required: 1, .text),
            method.input,
            .str,
            check: { draft throws(Diagnostic) in
                draft.set(0, object: try load(draft, method, .str))
            },
            { input, arguments, context in
                guard let set = arguments.object(0, as: PatternCell.self)?.set,
                    let entry = set.match(input, &context)
                else { return nil }
                return context.arena.store(set.entries[entry].key.utf8).map { .text($0) }
            }
        )
    }

    /// A value that outlives a change of the map.
    private static func kept(_ value: Sample, _ context: inout SampleContext) -> Sample? {
        guard value.type == .str else { return value }
        return context.arena.store(value.bytes).map { .text($0) }
    }

    private static func load(
        _ draft: CallDraft,
        _ method: MatchMethod,
        _ output: SampleType
    ) throws(Diagnostic) -> PatternCell {
        let file = draft.text(0) ?? ""
        let list = try draft.tools.list(ofFile: file, isMap: true, at: draft.place)
        do throws(PatternFault) {
            return try list.user(method, ignoresCase: false, giving: output)
        } catch {
            throw draft.error("in the map '\(file)': \(error.message)")
        }
    }

    private static func readDefault(
        _ draft: inout CallDraft,
        _ output: SampleType
    ) throws(Diagnostic) {
        guard var text = draft.text(1) else { return }
        switch output {
        case .sint:
            guard let number = Int64(text) else {
                throw draft.error("the default value '\(text)' is not a number")
            }
            draft.set(1, number: number)
        case .address:
            let address = text.withUTF8 { bytes -> Sample? in
                let bytes = UnsafeRawBufferPointer(bytes)
                return AddressText.ipv4(bytes) ?? AddressText.ipv6(bytes)
            }
            guard let address else {
                throw draft.error("the default value '\(text)' is not an address")
            }
            draft.set(1, address: address)
        default: break
        }
    }
}

internal import Diagnostics
internal import HTTPWire

/// Texts as a whole: letters, order, length, what is put around them.
extension ConverterKeyword {
    static let texts: [ConverterKeyword] = [
        ConverterKeyword("lower", .none, .str, .str) { input, _, context in
            context.arena.map(input.bytes, asciiLowercased).map { .text($0) }
        },
        ConverterKeyword("upper", .none, .str, .str) { input, _, context in
            context.arena.map(input.bytes, asciiUppercased).map { .text($0) }
        },
        ConverterKeyword("length", .none, .str, .sint) { input, _, _ in
            .integer(input.bytes.count)
        },
        ConverterKeyword("reverse", .none, .str, .str) { input, _, context in
            context.arena.store(input.bytes.reversed()).map { .text($0) }
        },
        ConverterKeyword("reverse_dom", .none, .str, .str) { input, _, context in
            reversedDomain(input.bytes, &context.arena).map { .text($0) }
        },
        ConverterKeyword("host_only", .none, .str, .str) { input, _, context in
            let end = portColon(input.bytes) ?? input.bytes.count
            return context.arena.map(input.bytes.part(0..<end), asciiLowercased).map { .text($0) }
        },
        ConverterKeyword("port_only", .none, .str, .sint) { input, _, _ in
            guard let colon = portColon(input.bytes) else { return .integer(0) }
            // Whatever stands there counts as digits, as with HAProxy.
            let digits = input.bytes.part((colon + 1)..<input.bytes.count)
            return .integer(Int64(digits.reduce(UInt32(0)) { $0 &* 10 &+ UInt32($1) &- 0x30 }))
        },
        ConverterKeyword(
            "concat",
            .init(required: 1, .text, .text, .text),
            .str,
            .str,
            check: { draft throws(Diagnostic) in try readVariable(&draft, 1) },
            { input, arguments, context in
                var writer = ArenaWriter(&context.arena, limit: 16_384)
                writer.write(input.bytes)
                writer.write(arguments.text(0))
                if let value = words(arguments, &context) { writer.write(value) }
                writer.write(arguments.text(2))
                return .text(writer.finish(&context.arena))
            }
        ),
        ConverterKeyword(
            "add_item",
            .init(required: 2, .text, .text, .text),
            .str,
            .str,
            check: { draft throws(Diagnostic) in
                if (draft.text(1) ?? "").isEmpty && (draft.text(2) ?? "").isEmpty {
                    throw draft.error("one of the optional arguments has to be nonempty")
                }
                try readVariable(&draft, 1)
            },
            { input, arguments, context in
                var writer = ArenaWriter(&context.arena, limit: 16_384)
                writer.write(input.bytes)
                let value = words(arguments, &context)
                let hasItem = value.map { !$0.isEmpty } == true || !arguments.text(2).isEmpty
                if !input.bytes.isEmpty, hasItem { writer.write(arguments.text(0)) }
                if let value { writer.write(value) }
                writer.write(arguments.text(2))
                return .text(writer.finish(&context.arena))
            }
        ),
        ConverterKeyword(
            "strcmp",
            .init(required: 1, .text),
            .str,
            .sint,
            check: { draft throws(Diagnostic) in
                draft.set(0, object: try VariableName.read(draft.text(0) ?? "", in: draft))
            },
            { input, arguments, context in
                guard
                    let other = arguments.object(0, as: VariableName.self)?.value(&context)?
                        .cast(to: .str, &context.arena)?.bytes
                else { return nil }
                for index in 0..<min(other.count, input.bytes.count) {
                    let difference = Int(input.bytes[index]) - Int(other[index])
                    if difference != 0 { return .integer(difference) }
                }
                return .integer((input.bytes.count - other.count).signum())
            }
        ),
        ConverterKeyword("iif", .init(required: 2, .text, .text), .bool, .str) {
            input,
            arguments,
            _ in
            .text(arguments.text(input.isTrue ? 0 : 1))
        },
        ConverterKeyword("debug", .init(required: 0, .text, .text), .any, .same) { input, _, _ in
            input
        },
        ConverterKeyword(
            "language",
            .init(required: 1, .text, .text),
            .str,
            .str
        ) { input, arguments, _ in
            if let best = LanguageChoice.best(of: arguments.text(0), for: input.bytes) {
                return .text(best)
            }
            let fallback = arguments.text(1)
            return fallback.isEmpty ? nil : .text(fallback)
        },
    ]

    /// A variable in an argument that may be empty.
    private static func readVariable(
        _ draft: inout CallDraft,
        _ index: Int
    ) throws(Diagnostic) {
        guard let text = draft.text(index), !text.isEmpty else { return }
        draft.set(index, object: try VariableName.read(text, in: draft))
    }

    /// The value of the variable that the second argument names.
    private static func words(
        _ arguments: ArgumentList,
        _ context: inout SampleContext
    ) -> UnsafeRawBufferPointer? {
        arguments.object(1, as: VariableName.self)?.value(&context)?
            .cast(to: .str, &context.arena)?.bytes
    }

    /// The colon before a port: the last one, unless a bracket stands behind it.
    private static func portColon(_ text: UnsafeRawBufferPointer) -> Int? {
        guard let last = text.lastIndex(where: { $0 == 0x3A || $0 == 0x5D }) else { return nil }
        return text[last] == 0x3A ? last : nil
    }

    /// The labels of a domain from the last to the first.
    private static func reversedDomain(
        _ text: UnsafeRawBufferPointer,
        _ arena: inout SampleArena
    ) -> UnsafeRawBufferPointer? {
        var text = text
        if text.last == 0x2E { text = text.part(0..<(text.count - 1)) }
        guard !text.isEmpty, text.first != 0x2E else { return nil }
        return arena.fill(atMost: text.count) { space in
            var count = 0
            var end = text.count
            while end > 0 {
                let dot = text[..<end].lastIndex(of: 0x2E)
                let start = dot.map { $0 + 1 } ?? 0
                if start == end { return nil }
                for index in start..<end {
                    space[count] = text[index]
                    count += 1
                }
                guard let dot else { break }
                space[count] = 0x2E
                count += 1
                end = dot
            }
            return count
        }
    }
}

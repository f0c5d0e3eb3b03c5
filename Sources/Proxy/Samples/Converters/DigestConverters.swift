internal import Cryptography
internal import Diagnostics

/// Digests and authentication codes.
extension ConverterKeyword {
    static let digests: [ConverterKeyword] = [
        ConverterKeyword("sha1", .none, .bin, .bin) { input, _, context in
            digest(.sha1, input, &context)
        },
        ConverterKeyword(
            "sha2",
            .init(required: 0, .number),
            .bin,
            .bin,
            check: { draft throws(Diagnostic) in
                if let bits = try draft.number(0), ![224, 256, 384, 512].contains(bits) {
                    throw draft.error(
                        "Unsupported number of bits: \(bits)",
                        expected: "224, 256, 384 or 512"
                    )
                }
            },
            { input, arguments, context in
                switch arguments.number(0) {
                case 224: digest(.sha224, input, &context)
                case 384: digest(.sha384, input, &context)
                case 512: digest(.sha512, input, &context)
                default: digest(.sha256, input, &context)
                }
            }
        ),
        ConverterKeyword(
            "digest",
            .init(required: 1, .text),
            .bin,
            .bin,
            check: readAlgorithm,
            { input, arguments, context in
                algorithm(arguments).flatMap { digest($0, input, &context) }
            }
        ),
        ConverterKeyword(
            "hmac",
            .init(required: 2, .text, .text),
            .bin,
            .bin,
            check: { draft throws(Diagnostic) in
                try readAlgorithm(&draft)
                if let variable = VariableName(draft.text(1) ?? "") {
                    draft.set(1, object: variable)
                } else {
                    draft.set(1, bytes: try key(draft))
                }
            },
            { input, arguments, context in
                guard let algorithm = algorithm(arguments) else { return nil }
                guard let variable = arguments.object(1, as: VariableName.self) else {
                    return code(algorithm, arguments.text(1), input, &context)
                }
                // A key in a variable is written in base64 too.
                guard let text = variable.value(&context)?.cast(to: .str, &context.arena)?.bytes,
                    let key = Base64Text.decode(text, .standard, &context.arena)
                else { return nil }
                return code(algorithm, key, input, &context)
            }
        ),
        ConverterKeyword(
            "secure_memcmp",
            .init(required: 1, .text),
            .bin,
            .bool,
            check: { draft throws(Diagnostic) in
                draft.set(0, object: try VariableName.read(draft.text(0) ?? "", in: draft))
            },
            { input, arguments, context in
                guard let variable = arguments.object(0, as: VariableName.self),
                    let other = variable.value(&context)?.cast(to: .bin, &context.arena)?.bytes
                else { return nil }
                guard other.count == input.bytes.count else { return .bool(false) }
                // As long for any difference, wherever it is.
                var difference: UInt8 = 0
                for index in 0..<other.count { difference |= other[index] ^ input.bytes[index] }
                return .bool(difference == 0)
            }
        ),
    ]

    @Sendable
    private static func readAlgorithm(_ draft: inout CallDraft) throws(Diagnostic) {
        let name = (draft.text(0) ?? "").lowercased()
        guard let index = Digest.allCases.firstIndex(where: { $0.rawValue == name }) else {
            throw draft.error(
                "Unsupported message digest algorithm '\(name)'",
                expected: Digest.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        draft.set(0, number: Int64(index))
    }

    private static func algorithm(_ arguments: ArgumentList) -> Digest? {
        let index = Int(arguments.number(0))
        return Digest.allCases.indices.contains(index) ? Digest.allCases[index] : nil
    }

    private static func key(_ draft: CallDraft) throws(Diagnostic) -> [UInt8] {
        var text = draft.text(1) ?? ""
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: text.utf8.count + 8,
            alignment: 1
        )
        defer { memory.deallocate() }
        var arena = SampleArena(memory)
        let decoded = text.withUTF8 { bytes in
            Base64Text.decode(UnsafeRawBufferPointer(bytes), .standard, &arena).map { Array($0) }
        }
        guard let decoded else {
            throw draft.error("failed to parse key : it is not base64")
        }
        return decoded
    }

    private static func digest(
        _ algorithm: Digest,
        _ input: Sample,
        _ context: inout SampleContext
    ) -> Sample? {
        var running = RunningDigest(algorithm)
        running.update(input.bytes)
        return context.arena.store(running.finish()).map { .binary($0) }
    }

    /// HMAC [RFC 2104].
    private static func code(
        _ algorithm: Digest,
        _ key: UnsafeRawBufferPointer,
        _ input: Sample,
        _ context: inout SampleContext
    ) -> Sample? {
        let size = algorithm == .sha384 || algorithm == .sha512 ? 128 : 64
        var block = Array(key)
        if block.count > size {
            var running = RunningDigest(algorithm)
            running.update(block)
            block = running.finish()
        }
        block += Array(repeating: 0, count: size - block.count)
        var inner = RunningDigest(algorithm)
        inner.update(block.map { $0 ^ 0x36 })
        inner.update(input.bytes)
        var outer = RunningDigest(algorithm)
        outer.update(block.map { $0 ^ 0x5C })
        outer.update(inner.finish())
        return context.arena.store(outer.finish()).map { .binary($0) }
    }
}

internal import Cryptography
internal import Diagnostics

/// AES: keys, nonces, tags and what is proved beside the text are written in base64, or stand so in variables.
extension ConverterKeyword {
    static let ciphers: [ConverterKeyword] = [
        cipher("aes_gcm_enc", .gcm, isSealing: true), cipher("aes_gcm_dec", .gcm, isSealing: false),
        cipher("aes_cbc_enc", .cbc, isSealing: true), cipher("aes_cbc_dec", .cbc, isSealing: false),
    ]

    private static func cipher(
        _ name: String,
        _ mode: BlockCipher.Mode,
        isSealing: Bool
    ) -> ConverterKeyword {
        let signature: ArgumentSignature =
            mode == .gcm
            ? .init(required: 4, .number, .text, .text, .text, .text)
            : .init(required: 3, .number, .text, .text, .text)
        let tag = mode == .gcm ? 3 : nil
        return ConverterKeyword(
            name,
            signature,
            .bin,
            .bin,
            check: { draft throws(Diagnostic) in
                guard let bits = try draft.number(0), [128, 192, 256].contains(bits) else {
                    throw draft.error("key size must be 128, 192 or 256 (bits)")
                }
                for index in 1..<signature.kinds.count where draft.text(index) != nil {
                    let isTarget = isSealing && index == tag
                    try draft.readSecret(index, isVariable: isTarget)
                }
            },
            { input, arguments, context in
                guard let nonce = arguments.secret(1, &context),
                    let key = arguments.secret(2, &context),
                    let cipher = BlockCipher(
                        mode,
                        bits: Int(arguments.number(0)),
                        key: key,
                        nonce: nonce
                    )
                else { return nil }
                var further: [UInt8] = []
                if mode == .gcm, arguments.has(4) {
                    guard let bytes = arguments.secret(4, &context) else { return nil }
                    further = bytes
                }
                let text = Array(input.bytes)
                guard isSealing else {
                    let given = tag == nil ? [] : arguments.secret(3, &context)
                    guard let given, let plain = cipher.open(text, tag: given, proving: further)
                    else { return nil }
                    return context.arena.store(plain).map { .binary($0) }
                }
                guard let sealed = cipher.seal(text, proving: further) else { return nil }
                if tag != nil {
                    let encoded = sealed.tag.withUnsafeBytes {
                        Base64Text.encode($0, .standard, &context.arena)
                    }
                    guard let encoded, let variable = arguments.object(3, as: VariableName.self)
                    else { return nil }
                    variable.set(.text(encoded), &context)
                }
                return context.arena.store(sealed.bytes).map { .binary($0) }
            }
        )
    }
}

extension CallDraft {
    /// Takes an argument as a variable's name, or as base64 unless only a variable will do.
    fileprivate mutating func readSecret(_ index: Int, isVariable: Bool) throws(Diagnostic) {
        guard var text = text(index) else { return }
        if let variable = VariableName(text) { return set(index, object: variable) }
        if isVariable { throw error("the tag has to be put into a variable, not '\(text)'") }
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: text.utf8.count + 8,
            alignment: 1
        )
        defer { memory.deallocate() }
        var arena = SampleArena(memory)
        let decoded = text.withUTF8 { bytes in
            Base64Text.decode(UnsafeRawBufferPointer(bytes), .standard, &arena).map { Array($0) }
        }
        guard let decoded else { throw error("failed to parse '\(text)': it is not base64") }
        set(index, bytes: decoded)
    }
}

extension ArgumentList {
    /// The bytes of an argument, or those that a variable holds in base64.
    fileprivate func secret(_ index: Int, _ context: inout SampleContext) -> [UInt8]? {
        guard let variable = object(index, as: VariableName.self) else { return Array(text(index)) }
        guard let text = variable.value(&context)?.cast(to: .str, &context.arena)?.bytes else {
            return nil
        }
        return Base64Text.decode(text, .standard, &context.arena).map { Array($0) }
    }
}

internal import COpenSSL

/// AES over whole texts.
public struct BlockCipher: Sendable {
    /// How blocks are chained.
    public enum Mode: Sendable {
        /// With padding, and without a proof that nobody has changed the text.
        case cbc
        /// With a tag that proves it.
        case gcm
    }

    /// A text that was enciphered, and its tag.
    public struct Sealed: Sendable {
        /// The text.
        public var bytes: [UInt8]
        /// The 16 bytes of its tag; none of CBC.
        public var tag: [UInt8]
    }

    private let mode: Mode
    private let key: [UInt8]
    private let nonce: [UInt8]

    /// A cipher with a key of 128, 192 or 256 bits; nil when the key has another length.
    ///
    /// A nonce that is too short for CBC is filled up with zeros.
    public init?(_ mode: Mode, bits: Int, key: [UInt8], nonce: [UInt8]) {
        guard [128, 192, 256].contains(bits), key.count == bits / 8, !nonce.isEmpty else {
            return nil
        }
        self.mode = mode
        self.key = key
        let missing = mode == .cbc ? max(0, 16 - nonce.count) : 0
        self.nonce = nonce + [UInt8](repeating: 0, count: missing)
    }

    private var algorithm: OpaquePointer? {
        switch (mode, key.count) {
        case (.cbc, 16): EVP_aes_128_cbc()
        case (.cbc, 24): EVP_aes_192_cbc()
        case (.cbc, _): EVP_aes_256_cbc()
        case (.gcm, 16): EVP_aes_128_gcm()
        case (.gcm, 24): EVP_aes_192_gcm()
        case (.gcm, _): EVP_aes_256_gcm()
        }
    }

    /// Enciphers a text; further bytes are proved, but not part of it (GCM alone).
    public func seal(_ text: [UInt8], proving further: [UInt8] = []) -> Sealed? {
        guard let (bytes, tag) = run(text, further, tag: nil, isSealing: true) else { return nil }
        return Sealed(bytes: bytes, tag: tag)
    }

    /// Deciphers a text; nil when it, its tag or what was proved with it is another.
    public func open(_ text: [UInt8], tag: [UInt8], proving further: [UInt8] = []) -> [UInt8]? {
        if mode == .gcm && tag.count != 16 { return nil }
        return run(text, further, tag: tag, isSealing: false)?.bytes
    }

    private func run(
        _ text: [UInt8],
        _ further: [UInt8],
        tag: [UInt8]?,
        isSealing: Bool
    ) -> (bytes: [UInt8], tag: [UInt8])? {
        guard let context = EVP_CIPHER_CTX_new() else { return nil }
        defer { EVP_CIPHER_CTX_free(context) }
        let direction: Int32 = isSealing ? 1 : 0
        guard EVP_CipherInit_ex(context, algorithm, nil, nil, nil, direction) == 1 else {
            return nil
        }
        if mode == .gcm {
            let length = Int32(nonce.count)
            guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, length, nil) == 1 else {
                return nil
            }
        }
        guard EVP_CipherInit_ex(context, nil, nil, key, nonce, direction) == 1 else { return nil }
        var count: Int32 = 0
        if mode == .gcm, !further.isEmpty {
            guard EVP_CipherUpdate(context, nil, &count, further, Int32(further.count)) == 1 else {
                return nil
            }
        }
        var bytes = [UInt8](repeating: 0, count: text.count + 32)
        guard EVP_CipherUpdate(context, &bytes, &count, text, Int32(text.count)) == 1 else {
            return nil
        }
        var total = Int(count)
        if mode == .gcm, !isSealing, var tag {
            guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, &tag) == 1 else {
                return nil
            }
        }
        let isDone = bytes.withUnsafeMutableBufferPointer { space in
            EVP_CipherFinal_ex(context, space.baseAddress.map { $0 + total }, &count) == 1
        }
        guard isDone else { return nil }
        total += Int(count)
        var made = [UInt8](repeating: 0, count: mode == .gcm ? 16 : 0)
        if mode == .gcm, isSealing {
            guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, &made) == 1 else {
                return nil
            }
        }
        return (Array(bytes[..<total]), made)
    }
}

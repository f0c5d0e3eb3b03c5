internal import COpenSSL

/// What encryption by a password needs: key derivation, AES in counter mode, authentication.
public enum PasswordCryptography {
    /// PBKDF2 with HMAC-SHA256.
    ///
    /// The C function is `PKCS5_PBKDF2_HMAC`.
    public static func deriveKey(
        password: [UInt8],
        salt: [UInt8],
        iterations: Int,
        byteCount: Int
    ) -> [UInt8] {
        var key = [UInt8](repeating: 0, count: byteCount)
        let derived = password.withUnsafeBytes { password in
            PKCS5_PBKDF2_HMAC(
                password.bindMemory(to: CChar.self).baseAddress,
                Int32(password.count),
                salt,
                Int32(salt.count),
                Int32(iterations),
                EVP_sha256(),
                Int32(byteCount),
                &key
            )
        }
        return derived == 1 ? key : []
    }

    /// HMAC-SHA256.
    ///
    /// The C function is `HMAC`.
    public static func authenticationCode(key: [UInt8], message: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        let made = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, &count)
        return made == nil ? [] : code
    }

    /// AES-256 in counter mode: the same call encrypts and decrypts; nil when the key is not of 32
    /// bytes or the counter not of 16.
    public static func aes256CounterMode(
        key: [UInt8],
        counter: [UInt8],
        _ input: [UInt8]
    ) -> [UInt8]? {
        guard key.count == 32, counter.count == 16, let context = EVP_CIPHER_CTX_new() else {
            return nil
        }
        defer { EVP_CIPHER_CTX_free(context) }
        guard EVP_EncryptInit_ex(context, EVP_aes_256_ctr(), nil, key, counter) == 1 else {
            return nil
        }
        var output = [UInt8](repeating: 0, count: input.count + 16)
        var count: Int32 = 0
        guard EVP_EncryptUpdate(context, &output, &count, input, Int32(input.count)) == 1 else {
            return nil
        }
        return Array(output.prefix(Int(count)))
    }

    /// Whether two codes are the same, in a time that does not tell where they differ.
    public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Bytes that nobody can foresee.
    ///
    /// The C function is `RAND_bytes`.
    public static func randomBytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let status = RAND_bytes(&bytes, Int32(count))
        if status != 1 { fatalError("the system has no random numbers") }
        return bytes
    }
}

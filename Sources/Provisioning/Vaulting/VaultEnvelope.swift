internal import Cryptography

/// A vaulted text as ansible-vault writes it: a header line, then hexadecimal digits in lines.
///
///     $ANSIBLE_VAULT;1.2;AES256;identity      (1.1 has no identity)
///     hex( hex(salt) \n hex(HMAC-SHA256) \n hex(AES-256-CTR of the padded text) )
struct VaultEnvelope {
    /// The name of the password that it was made with; nil in format 1.1.
    var identity: String?
    /// What makes the same password give another key each time.
    var salt: [UInt8]
    /// Proves that password and content belong together.
    var code: [UInt8]
    /// The encrypted bytes.
    var content: [UInt8]

    /// Why a text is no vault that can be opened.
    enum Fault: Error, Hashable {
        /// It does not start with the header.
        case noHeader
        /// Another version or cipher than 1.1 or 1.2 with AES256.
        case unknownFormat(String)
        /// The digits after the header are damaged.
        case damaged
    }

    static let marker = "$ANSIBLE_VAULT"
    private static let iterations = 10_000

    /// Whether a text starts as a vault does.
    static func isVault(_ text: some StringProtocol) -> Bool {
        text.utf8.starts(with: (marker + ";").utf8)
    }

    init(parsing text: String) throws(Fault) {
        var lines = text.split(whereSeparator: \.isNewline)
        guard let header = lines.first, VaultEnvelope.isVault(header) else { throw .noHeader }
        lines.removeFirst()
        let fields = header.split(separator: ";").map { VaultEnvelope.withoutBlanks($0) }
        guard fields.count >= 3, ["1.1", "1.2"].contains(fields[1]), fields[2] == "AES256" else {
            throw .unknownFormat(String(header))
        }
        identity = fields.count > 3 ? fields[3] : nil
        let outer = lines.map { VaultEnvelope.withoutBlanks($0) }.joined()
        guard let inner = Hexadecimal.decode(outer[...]) else { throw .damaged }
        let parts = inner.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 3, let salt = Hexadecimal.decode(parts[0][...]),
            let code = Hexadecimal.decode(parts[1][...]),
            let content = Hexadecimal.decode(parts[2][...])
        else { throw .damaged }
        self.salt = salt
        self.code = code
        self.content = content
    }

    /// Encrypts bytes by a password.
    init(sealing bytes: [UInt8], password: [UInt8], identity: String?, salt: [UInt8]) {
        let keys = DerivedKeys(password: password, salt: salt)
        let padding = 16 - bytes.count % 16
        let padded = bytes + [UInt8](repeating: UInt8(padding), count: padding)
        let content = PasswordCryptography.aes256CounterMode(
            key: keys.cipher,
            counter: keys.counter,
            padded
        )
        self.identity = identity
        self.salt = salt
        self.content = content ?? []
        code = PasswordCryptography.authenticationCode(key: keys.code, message: self.content)
    }

    /// The bytes, if the password is right.
    func opened(with password: [UInt8]) -> [UInt8]? {
        let keys = DerivedKeys(password: password, salt: salt)
        let expected = PasswordCryptography.authenticationCode(key: keys.code, message: content)
        guard PasswordCryptography.areEqual(expected, code),
            let padded = PasswordCryptography.aes256CounterMode(
                key: keys.cipher,
                counter: keys.counter,
                content
            ),
            let padding = padded.last, (1...16).contains(padding), padded.count >= padding
        else { return nil }
        return padded.dropLast(Int(padding))
    }

    /// The text of the vault, in lines of 80 digits.
    func rendered() -> String {
        let parts = [salt, code, content].map(Hexadecimal.encode)
        let digits = Array(Hexadecimal.encode(Array(parts.joined(separator: "\n").utf8)))
        var lines = [
            identity.map { "\(VaultEnvelope.marker);1.2;AES256;\($0)" }
                ?? "\(VaultEnvelope.marker);1.1;AES256"
        ]
        for start in stride(from: 0, to: digits.count, by: 80) {
            lines.append(String(digits[start..<min(start + 80, digits.count)]))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func withoutBlanks(_ text: Substring) -> String {
        text.split(whereSeparator: \.isWhitespace).joined()
    }

    /// The three keys that a password gives.
    private struct DerivedKeys {
        let cipher: [UInt8]
        let code: [UInt8]
        let counter: [UInt8]

        init(password: [UInt8], salt: [UInt8]) {
            let bytes = PasswordCryptography.deriveKey(
                password: password,
                salt: salt,
                iterations: VaultEnvelope.iterations,
                byteCount: 80
            )
            cipher = Array(bytes.prefix(32))
            code = Array(bytes.dropFirst(32).prefix(32))
            counter = Array(bytes.dropFirst(64))
        }
    }
}

internal import Cryptography
internal import LinuxSystem

/// How the hash of a password is made: its kind, its salt, its cost.
///
/// The defaults are those that ansible-core has with passlib.
struct PasswordHashing {
    /// The kinds of hashes that `crypt(3)` makes.
    enum Kind: String, CaseIterable {
        case md5Crypt = "md5_crypt"
        case bcrypt
        case sha256Crypt = "sha256_crypt"
        case sha512Crypt = "sha512_crypt"

        /// What the hash starts with.
        var identifier: String {
            switch self {
            case .md5Crypt: "1"
            case .bcrypt: "2b"
            case .sha256Crypt: "5"
            case .sha512Crypt: "6"
            }
        }

        var saltCount: Int {
            switch self {
            case .md5Crypt: 8
            case .bcrypt: 22
            case .sha256Crypt, .sha512Crypt: 16
            }
        }

        /// The rounds when none are asked for; nil where there are none.
        var usualRounds: Int? {
            switch self {
            case .md5Crypt: nil
            case .bcrypt: 12
            case .sha256Crypt: 535_000
            case .sha512Crypt: 656_000
            }
        }

        var rounds: ClosedRange<Int> {
            self == .bcrypt ? 4...31 : 1000...999_999_999
        }
    }

    var kind: Kind
    var salt: String?
    var saltCount: Int?
    var rounds: Int?
    /// The version of bcrypt.
    var identifier: String?

    private static let shortNames: [String: Kind] = [
        "md5": .md5Crypt, "blowfish": .bcrypt, "sha256": .sha256Crypt, "sha512": .sha512Crypt,
    ]

    private static let alphabet = Array(
        "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    )

    /// The kind of a name, short or long.
    static func kind(_ name: String) throws -> Kind {
        if let kind = shortNames[name] ?? Kind(rawValue: name) { return kind }
        throw OperationFailure(
            "\(name) is not in the list of supported passlib algorithms: "
                + "md5, blowfish, sha256, sha512",
            expected: "a hash that the C library makes; '\(name)' is not supported"
        )
    }

    /// The hash of a password.
    func hash(of password: String) throws -> String {
        let salt = try self.salt ?? Self.randomSalt(saltCount ?? kind.saltCount)
        try check(salt)
        guard let hash = PasswordHash.make(password, setting: try setting(salt)) else {
            throw OperationFailure("the C library makes no hash '\(kind.rawValue)' of this")
        }
        return hash
    }

    /// A salt by chance.
    static func randomSalt(_ count: Int) throws -> String {
        guard (1...22).contains(count) else {
            throw OperationFailure("a salt of \(count) characters", expected: "1 to 22")
        }
        let bytes = PasswordCryptography.randomBytes(count)
        return String(bytes.map { alphabet[Int($0 & 63)] })
    }

    private func check(_ salt: String) throws {
        if let strange = salt.first(where: { !Self.alphabet.contains($0) }) {
            throw OperationFailure(
                "invalid characters in salt: '\(strange)'",
                expected: "letters, digits, '.' and '/'"
            )
        }
        let fits = kind == .bcrypt ? salt.count == 22 : (1...kind.saltCount).contains(salt.count)
        if !fits {
            throw OperationFailure(
                "invalid salt size: \(salt.count) characters",
                expected: kind == .bcrypt ? "22" : "1 to \(kind.saltCount)"
            )
        }
    }

    private func setting(_ salt: String) throws -> String {
        if let rounds, !kind.rounds.contains(rounds) || kind.usualRounds == nil {
            throw OperationFailure(
                "'rounds' is \(rounds)",
                expected: kind.usualRounds == nil
                    ? "no rounds with \(kind.rawValue)"
                    : "\(kind.rounds.lowerBound) to \(kind.rounds.upperBound)"
            )
        }
        switch kind {
        case .md5Crypt:
            return "$1$\(salt)"
        case .bcrypt:
            let known = ["2a", "2b", "2y"]
            let identifier = self.identifier ?? kind.identifier
            guard known.contains(identifier) else {
                throw OperationFailure(
                    "unknown bcrypt version '\(identifier)'",
                    expected: "one of \(known.joined(separator: ", "))"
                )
            }
            let cost = rounds ?? 12
            return "$\(identifier)$\(cost < 10 ? "0" : "")\(cost)$\(Self.padded(salt))"
        case .sha256Crypt, .sha512Crypt:
            let rounds = self.rounds ?? kind.usualRounds ?? 5000
            // The hash leaves out what it takes for granted.
            let cost = rounds == 5000 ? "" : "rounds=\(rounds)$"
            return "$\(kind.identifier)$\(cost)\(salt)"
        }
    }

    /// A salt of bcrypt whose last character has only the bits that count.
    private static func padded(_ salt: String) -> String {
        let order = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        guard let last = salt.last, let index = order.firstIndex(of: last) else { return salt }
        return String(salt.dropLast()) + String(order[index & 0x30])
    }
}

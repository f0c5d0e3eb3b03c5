internal import Cryptography
internal import Diagnostics
internal import DocumentValues

/// The lookup `password`: one that is made once and kept in a file of the controller.
enum PasswordLookup {
    static let entries: [LookupEntry] = [
        LookupEntry(
            "password",
            options: ["length", "chars", "encrypt", "ident", "seed"],
            about: "passwords that are made once and kept in files",
            passwords
        )
    ]

    /// What a file of a password holds: `PASSWORD salt=SALT ident=VERSION`.
    private struct Kept {
        var password: String
        var salt: String?
        var identifier: String?

        init(password: String) {
            self.password = password
        }

        init(parsing text: String) {
            password = text
            guard let mark = text.range(ofLast: " salt=") else { return }
            password = String(text[..<mark.lowerBound])
            let rest = String(text[mark.upperBound...])
            guard !rest.isEmpty else { return }
            salt = rest
            guard let mark = rest.range(ofLast: " ident=") else { return }
            salt = String(rest[..<mark.lowerBound])
            identifier = String(rest[mark.upperBound...])
        }

        var text: String {
            guard let salt else { return password }
            return "\(password) salt=\(salt)" + (identifier.map { " ident=\($0)" } ?? "")
        }
    }

    @Sendable
    private static func passwords(_ call: LookupCall) throws -> [Value] {
        try call.terms.map { term in
            let known = ["length", "chars", "encrypt", "ident", "seed"]
            let inline = InlineOptions(term.pythonText)
            if let strange = inline.options.first(where: { !known.contains($0.name) }) {
                throw OperationFailure(
                    "Unrecognized parameter(s) given to password lookup: \(strange.name)",
                    expected: "one of \(known.joined(separator: ", "))"
                )
            }
            guard let path = inline.key else {
                throw OperationFailure("the lookup 'password' needs the path of a file")
            }
            guard term.pythonText.hasPrefix(path) else {
                throw OperationFailure(
                    "Unrecognized value after key=value parameters given to password lookup"
                )
            }
            let options = try call.options(with: inline, among: known)
            let password = try password(at: path, options, call)
            call.evaluator.engine.secrets?.keep(.string(password))
            return .string(password)
        }
    }

    private static func password(
        at path: String,
        _ options: [String: Value],
        _ call: LookupCall
    ) throws -> String {
        let kind = try options["encrypt"].flatMap { $0.isTruthy ? $0.pythonText : nil }
            .map(PasswordHashing.kind)
        let fresh = try made(options)
        let identifier = options["ident"].flatMap { $0.isTruthy ? $0.pythonText : nil }
        var kept = Kept(password: fresh)
        let change: (String?) throws -> String? = { text in
            kept = text.map { Kept(parsing: $0) } ?? Kept(password: fresh)
            var hasChanged = text == nil
            guard let kind else { return hasChanged ? kept.text : nil }
            if kept.salt == nil {
                kept.salt = try PasswordHashing.randomSalt(kind.saltCount)
                hasChanged = true
            }
            if let stored = kept.identifier, let identifier, stored != identifier {
                throw OperationFailure(
                    "The ident parameter provided (\(identifier)) does not match the stored one "
                        + "(\(stored))."
                )
            }
            if kept.identifier == nil, kind == .bcrypt {
                kept.identifier = identifier ?? kind.identifier
                hasChanged = true
            }
            return hasChanged ? kept.text : nil
        }
        if path == "/dev/null" {
            _ = try change(nil)
        } else {
            try call.controller.keepPassword(at: path, change)
        }
        guard let kind else { return kept.password }
        let hashing = PasswordHashing(kind: kind, salt: kept.salt, identifier: kept.identifier)
        return try hashing.hash(of: kept.password)
    }

    /// A password by chance, or by a seed.
    private static func made(_ options: [String: Value]) throws -> String {
        let length = try options["length"].map { value in
            guard let length = value.integer ?? Int(value.pythonText), (0...4096).contains(length)
            else {
                throw OperationFailure("'length' is '\(value.pythonText)'", expected: "0 to 4096")
            }
            return length
        }
        let characters = try characters(options["chars"])
        guard let seed = options["seed"], seed != .null else {
            let bytes = PasswordCryptography.randomBytes((length ?? 20) * 8)
            return String(
                (0..<(length ?? 20)).map { position in
                    let number = bytes[(position * 8)..<(position * 8 + 8)]
                        .reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                    return characters[Int(number % UInt64(characters.count))]
                }
            )
        }
        var source = SeededNumbers(text: seed.pythonText)
        return String(
            (0..<(length ?? 20)).compactMap { _ in characters.randomElement(using: &source) }
        )
    }

    private static let sets: [String: String] = [
        "ascii_letters": small + capitals, "ascii_lowercase": small, "ascii_uppercase": capitals,
        "digits": "0123456789", "hexdigits": "0123456789abcdefABCDEF", "octdigits": "01234567",
        "punctuation": ##"!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"##,
    ]
    private static let small = "abcdefghijklmnopqrstuvwxyz"
    private static let capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    /// The characters that names of sets, and texts, stand for.
    private static func characters(_ value: Value?) throws -> [Character] {
        var parts = value?.list?.map(\.pythonText) ?? []
        if let text = value?.string {
            parts = text.contains(",,") ? [","] : []
            parts += replaced(text, ",,", ",", limit: -1).split(separator: ",").map(String.init)
        }
        if parts.isEmpty { parts = ["ascii_letters", "digits", ".,:-_"] }
        let characters = Array(
            parts.map { sets[$0] ?? $0 }.joined().filter { $0 != "\"" && $0 != "'" }
        )
        guard !characters.isEmpty else {
            throw OperationFailure(
                "'chars' leaves no character",
                expected: "ascii_letters, digits …"
            )
        }
        return characters
    }
}

extension String {
    fileprivate func range(ofLast mark: String) -> Range<String.Index>? {
        ranges(of: mark).last
    }
}

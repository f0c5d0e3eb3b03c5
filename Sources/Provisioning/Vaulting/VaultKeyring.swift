internal import Cryptography
public import Diagnostics

/// The passwords of a run, by the names that vaulted texts call them by.
public struct VaultKeyring: Sendable {
    /// One password; it shows in no output.
    public struct Password: Sendable {
        /// The name of the password: a vault id.
        public let identity: String
        let bytes: [UInt8]

        /// Names a password.
        public init(identity: String = "default", _ text: String) {
            self.identity = identity
            bytes = Array(text.utf8)
        }
    }

    private let passwords: [Password]

    /// A keyring; of no passwords it opens nothing.
    public init(_ passwords: [Password] = []) {
        self.passwords = passwords
    }

    /// Whether it holds no password.
    public var isEmpty: Bool { passwords.isEmpty }

    /// Whether a text starts as a vaulted one does.
    public static func isVault(_ text: some StringProtocol) -> Bool {
        VaultEnvelope.isVault(text)
    }

    /// The text inside of a vaulted one.
    ///
    /// The password of the text's own name is tried first, then the others.
    ///
    /// - Throws: a diagnostic that holds nothing of the text.
    public func decrypt(_ text: String, at place: SourcePlace? = nil) throws(Diagnostic) -> String {
        String(decoding: try decryptBytes(text, at: place), as: UTF8.self)
    }

    /// The bytes inside of a vaulted text.
    public func decryptBytes(
        _ text: String,
        at place: SourcePlace? = nil
    ) throws(Diagnostic) -> [UInt8] {
        let envelope: VaultEnvelope
        do throws(VaultEnvelope.Fault) {
            envelope = try VaultEnvelope(parsing: text)
        } catch {
            throw VaultKeyring.describe(error, at: place)
        }
        let named = passwords.filter { $0.identity == envelope.identity }
        for password in named + passwords.filter({ $0.identity != envelope.identity }) {
            if let bytes = envelope.opened(with: password.bytes) { return bytes }
        }
        let identity = envelope.identity.map { " '\($0)'" } ?? ""
        if passwords.isEmpty {
            throw Diagnostic(
                "this is encrypted and there is no vault password",
                at: place,
                hint: "give --vault-password-file FILE or --vault-id\(identity) NAME@FILE"
            )
        }
        throw Diagnostic(
            "none of the vault passwords decrypts this",
            at: place,
            expected: envelope.identity.map { "the password of vault id '\($0)'" },
            hint: "tried: " + passwords.map(\.identity).joined(separator: ", ")
        )
    }

    /// Bytes encrypted by the password of that name.
    ///
    /// - Parameters:
    ///   - bytes: what is encrypted.
    ///   - identity: the password's name, written into the header; nil takes the first password
    ///     and names none.
    ///   - salt: what makes the same password give another text each time; by chance if nil.
    /// - Returns: the vaulted text, with a newline at the end.
    /// - Throws: a diagnostic when there is no such password.
    public func encrypt(
        _ bytes: some Collection<UInt8>,
        identity: String? = nil,
        salt: [UInt8]? = nil
    ) throws(Diagnostic) -> String {
        let password =
            identity.map { name in passwords.first { $0.identity == name } }
            ?? passwords.first
        guard let password else {
            throw Diagnostic(
                identity.map { "there is no vault password '\($0)'" }
                    ?? "there is no vault password",
                hint: "give --vault-password-file FILE or --vault-id NAME@FILE"
            )
        }
        let envelope = VaultEnvelope(
            sealing: Array(bytes),
            password: password.bytes,
            identity: identity == "default" ? nil : identity,
            salt: salt ?? PasswordCryptography.randomBytes(32)
        )
        return envelope.rendered()
    }

    private static func describe(_ fault: VaultEnvelope.Fault, at place: SourcePlace?) -> Diagnostic
    {
        switch fault {
        case .noHeader:
            Diagnostic(
                "this is not a vaulted text",
                at: place,
                expected: "a first line as '$ANSIBLE_VAULT;1.1;AES256'"
            )
        case .unknownFormat(let header):
            Diagnostic(
                "unknown vault format '\(header)'",
                at: place,
                expected: "'$ANSIBLE_VAULT;1.1;AES256' or '$ANSIBLE_VAULT;1.2;AES256;NAME'"
            )
        case .damaged:
            Diagnostic(
                "this vaulted text is damaged",
                at: place,
                expected: "lines of hexadecimal digits after the header",
                hint: "in YAML every line of it is indented by the same number of blanks"
            )
        }
    }
}

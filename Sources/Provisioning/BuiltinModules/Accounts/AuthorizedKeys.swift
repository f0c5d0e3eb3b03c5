/// One line of a file of authorized keys.
struct AuthorizedKey: Sendable, Hashable {
    /// What tells it from others: the key itself, or the whole line where it holds none.
    let identity: String
    /// The key's type; nil for a line without a key, which stays as it is.
    let type: String?
    /// The options before the key.
    var options: [Option]
    /// What follows the key.
    var comment: String

    /// One option of a key, as `no-pty` or `command="/bin/x"`.
    struct Option: Sendable, Hashable {
        var name: String
        var value: String?
    }

    private static let types: Set<String> = [
        "sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
        "webauthn-sk-ecdsa-sha2-nistp256@openssh.com", "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp256-cert-v01@openssh.com", "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp384-cert-v01@openssh.com", "ecdsa-sha2-nistp521",
        "ecdsa-sha2-nistp521-cert-v01@openssh.com", "sk-ssh-ed25519@openssh.com",
        "sk-ssh-ed25519-cert-v01@openssh.com", "ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com",
        "ssh-dss", "ssh-rsa", "ssh-xmss@openssh.com", "ssh-xmss-cert-v01@openssh.com",
        "rsa-sha2-256", "rsa-sha2-512", "ssh-rsa-cert-v01@openssh.com",
        "rsa-sha2-256-cert-v01@openssh.com", "rsa-sha2-512-cert-v01@openssh.com",
        "ssh-dss-cert-v01@openssh.com",
    ]

    /// Reads a line; one without a key is kept whole.
    init(_ line: String) {
        let words = line.replacing("\\#", with: "#").split(whereSeparator: \.isWhitespace)
            .map(String.init)
        guard words.first != "#", let index = words.firstIndex(where: Self.types.contains),
            index + 1 < words.count
        else {
            identity = line
            type = nil
            options = []
            comment = ""
            return
        }
        identity = words[index + 1]
        type = words[index]
        options = Self.options(in: words[..<index].joined(separator: " "))
        comment = words[(index + 2)...].joined(separator: " ")
    }

    /// Options between commas, those within quotes left alone.
    static func options(in text: String) -> [Option] {
        var parts: [String] = []
        var part = ""
        var quote: Character?
        for letter in text {
            if letter == ",", quote == nil {
                parts.append(part)
                part = ""
                continue
            }
            if let open = quote {
                if letter == open { quote = nil }
            } else if letter == "\"" || letter == "'" {
                quote = letter
            }
            part.append(letter)
        }
        parts.append(part)
        return parts.filter { !$0.isEmpty }.map { part in
            guard let equals = part.firstIndex(of: "=") else { return Option(name: part) }
            return Option(
                name: String(part[..<equals]),
                value: String(part[part.index(after: equals)...])
            )
        }
    }

    /// The line as it is written.
    var text: String {
        guard let type else { return identity }
        let words = options.map { $0.name + ($0.value.map { "=\($0)" } ?? "") }
            .joined(separator: ",")
        return (words.isEmpty ? "" : words + " ") + "\(type) \(identity) \(comment)"
    }

    /// Whether the other is the same key with the same options, in whatever order, and comment.
    func isSame(as other: AuthorizedKey) -> Bool {
        identity == other.identity && type == other.type && comment == other.comment
            && options.count == other.options.count
            && options.sorted(by: Self.precedes) == other.options.sorted(by: Self.precedes)
    }

    private static func precedes(_ left: Option, _ right: Option) -> Bool {
        (left.name, left.value ?? "") < (right.name, right.value ?? "")
    }
}

/// The lines of a file of authorized keys; of a key that is there twice, the last counts.
struct AuthorizedKeys: Sendable, Hashable {
    private(set) var keys: [AuthorizedKey] = []

    /// Reads a file.
    init(_ text: String) {
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let key = AuthorizedKey(String(line))
            keys.removeAll { $0.identity == key.identity && key.type != nil }
            keys.append(key)
        }
        if keys.last?.identity.isEmpty == true { keys.removeLast() }
    }

    /// Puts a key in, after all others where it differs; answers whether that changes something.
    mutating func put(_ key: AuthorizedKey) -> Bool {
        if keys.contains(where: { $0.isSame(as: key) }) { return false }
        keys.removeAll { $0.identity == key.identity }
        keys.append(key)
        return true
    }

    /// Takes a key out, whatever its options; answers whether it was there.
    mutating func remove(_ key: AuthorizedKey) -> Bool {
        let count = keys.count
        keys.removeAll { $0.identity == key.identity }
        return keys.count < count
    }

    /// Takes out every line but these keys; answers whether there were others.
    mutating func keepOnly(_ wanted: [AuthorizedKey]) -> Bool {
        let count = keys.count
        let identities = Set(wanted.map(\.identity))
        keys.removeAll { !identities.contains($0.identity) }
        return keys.count < count
    }

    /// The file's text.
    var text: String { keys.map { $0.text + "\n" }.joined() }
}

import CLibSSH

/// The public key of a host, by value.
struct HostKey: Sendable, Hashable {
    /// The algorithm, as `ssh-ed25519`.
    let type: String
    /// The key as known_hosts has it.
    let base64: String
    /// The digest that people compare, as `SHA256:` and base64.
    let fingerprint: String

    /// Copies a key of the library's.
    init?(copying key: ssh_key?) {
        guard let key, let name = ssh_key_type_to_char(ssh_key_type(key)) else { return nil }
        var text: UnsafeMutablePointer<CChar>?
        guard ssh_pki_export_pubkey_base64(key, &text) == SSH_OK, let text else { return nil }
        defer { ssh_string_free_char(text) }
        var hash: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &count) == SSH_OK
        else { return nil }
        defer { ssh_clean_pubkey_hash(&hash) }
        guard let shown = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, count)
        else { return nil }
        defer { ssh_string_free_char(shown) }
        type = String(cString: name)
        base64 = String(cString: text)
        fingerprint = String(cString: shown)
    }
}

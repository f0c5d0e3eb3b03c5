internal import CLinux

/// Hashes of passwords as in `/etc/shadow`.
public enum PasswordHash {
    /// Whether the C library knows that kind of hash.
    public static func isKnown(_ hash: String) -> Bool {
        hash.hasPrefix("$") || hash.utf8.count == 13
    }

    /// Whether a password has that hash.
    ///
    /// The C function is `crypt_r`.
    public static func matches(_ password: String, _ hash: String) -> Bool {
        clinux_password_matches(password, hash) != 0
    }
}

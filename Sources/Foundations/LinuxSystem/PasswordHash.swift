internal import CLinux

/// Hashes of passwords as in `/etc/shadow`.
public enum PasswordHash {
    /// Whether the C library knows that kind of hash.
    public static func isKnown(_ hash: String) -> Bool {
        hash.hasPrefix("$") || hash.utf8.count == 13
    }

    /// The hash that a password has with a setting, as `$6$rounds=5000$SALT`; nil when the C library
    /// refuses the setting.
    ///
    /// The C function is `crypt_r`.
    public static func make(_ password: String, setting: String) -> String? {
        var bytes = [CChar](repeating: 0, count: 384)
        guard clinux_password_hash(password, setting, &bytes, UInt(bytes.count)) != 0 else {
            return nil
        }
        return String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    }

    /// Whether a password has that hash.
    ///
    /// The C function is `crypt_r`.
    public static func matches(_ password: String, _ hash: String) -> Bool {
        clinux_password_matches(password, hash) != 0
    }
}

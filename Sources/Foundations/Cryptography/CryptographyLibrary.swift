internal import COpenSSL

/// The library that does the cryptography.
public enum CryptographyLibrary {
    /// Its name, version and date, as `OpenSSL 3.0.19 27 Jan 2026`.
    ///
    /// The C function is `OpenSSL_version`.
    public static var name: String { String(cString: OpenSSL_version(OPENSSL_VERSION)) }
}

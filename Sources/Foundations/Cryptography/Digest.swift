internal import COpenSSL

/// A digest of bytes: the names are those of Ansible's and Jinja's hash filters.
public enum Digest: String, Sendable, CaseIterable {
    /// 128 bits; broken, kept for comparing.
    case md5
    /// 160 bits; what Ansible's `checksum` is.
    case sha1
    /// 224 bits.
    case sha224
    /// 256 bits.
    case sha256
    /// 384 bits.
    case sha384
    /// 512 bits.
    case sha512

    /// The digest of bytes.
    public func bytes(of message: [UInt8]) -> [UInt8] {
        var running = RunningDigest(self)
        message.withUnsafeBytes { running.update($0) }
        return running.finish()
    }

    /// The digest of bytes as lower-case hexadecimal digits.
    public func hexadecimal(of message: [UInt8]) -> String {
        hexadecimalText(bytes(of: message))
    }

    /// The C function is `EVP_get_digestbyname`.
    var algorithm: OpaquePointer? { EVP_get_digestbyname(rawValue) }
}

/// A digest of bytes that come in pieces, as those of a large file.
public struct RunningDigest: ~Copyable {
    private let context: OpaquePointer

    /// Starts a digest.
    public init(_ digest: Digest) {
        guard let context = EVP_MD_CTX_new(), let algorithm = digest.algorithm,
            EVP_DigestInit_ex(context, algorithm, nil) == 1
        else { fatalError("OpenSSL has no digest '\(digest.rawValue)'") }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Takes the next bytes in.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            fatalError("OpenSSL took no bytes into a digest")
        }
    }

    /// Takes the next bytes in.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The digest of all bytes.
    public consuming func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard EVP_DigestFinal_ex(context, &digest, &count) == 1 else {
            fatalError("OpenSSL could not finish a digest")
        }
        return Array(digest.prefix(Int(count)))
    }
}

/// Bytes as lower-case hexadecimal digits.
public func hexadecimalText(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

internal import COpenSSL
internal import Synchronization

/// Keys that tickets are made with: three at a time, shared by the proxies of a fleet.
///
/// The last but one makes tickets, all three open them; so a key can be handed out to all before
/// anybody uses it.
public final class TLSTicketKeys: Sendable {
    /// How many keys there are at a time.
    public static let count = 3

    /// One key: its name, the key of the cipher, the key of the code that tells forged ones.
    private struct Key {
        let bytes: [UInt8]

        var name: ArraySlice<UInt8> { bytes[..<16] }
        var cipher: ArraySlice<UInt8> { bytes[16..<16 + half] }
        var code: ArraySlice<UInt8> { bytes[(16 + half)...] }
        private var half: Int { (bytes.count - 16) / 2 }
        var isOf256Bits: Bool { bytes.count == 80 }
    }

    private let keys: Mutex<[Key]>

    /// The last three of these; nil when there are fewer or one is neither of 48 nor of 80 bytes, or
    /// of another length than the first.
    public init?(_ keys: [[UInt8]]) {
        guard keys.count >= Self.count, let first = keys.first, [48, 80].contains(first.count),
            keys.allSatisfy({ $0.count == first.count })
        else { return nil }
        self.keys = Mutex(keys.suffix(Self.count).map(Key.init))
    }

    /// Puts another key behind those in use; false when it has another length than they.
    public func append(_ bytes: [UInt8]) -> Bool {
        keys.withLock { keys in
            guard keys.first?.bytes.count == bytes.count else { return false }
            keys.removeFirst()
            keys.append(Key(bytes: bytes))
            return true
        }
    }

    /// The keys, the oldest first.
    public var all: [[UInt8]] { keys.withLock { $0.map(\.bytes) } }

    /// Prepares to make a ticket; OpenSSL's answer to its caller.
    func seal(
        _ name: UnsafeMutablePointer<UInt8>,
        _ vector: UnsafeMutablePointer<UInt8>,
        _ cipher: OpaquePointer,
        _ code: OpaquePointer
    ) -> Int32 {
        let key = keys.withLock { $0[Self.count - 2] }
        guard RAND_bytes(vector, EVP_MAX_IV_LENGTH) == 1 else { return -1 }
        for (index, byte) in key.name.enumerated() { name[index] = byte }
        let algorithm = key.isOf256Bits ? EVP_aes_256_cbc() : EVP_aes_128_cbc()
        guard EVP_EncryptInit_ex(cipher, algorithm, nil, Array(key.cipher), vector) == 1,
            start(code, Array(key.code))
        else { return -1 }
        return 1
    }

    /// Prepares to open a ticket; OpenSSL's answer to its caller.
    func open(
        _ name: UnsafeMutablePointer<UInt8>,
        _ vector: UnsafeMutablePointer<UInt8>,
        _ cipher: OpaquePointer,
        _ code: OpaquePointer
    ) -> Int32 {
        let wanted = UnsafeBufferPointer(start: name, count: 16)
        let all = keys.withLock { $0 }
        guard let position = all.firstIndex(where: { $0.name.elementsEqual(wanted) }) else {
            return 0
        }
        let key = all[position]
        let algorithm = key.isOf256Bits ? EVP_aes_256_cbc() : EVP_aes_128_cbc()
        guard start(code, Array(key.code)),
            EVP_DecryptInit_ex(cipher, algorithm, nil, Array(key.cipher), vector) == 1
        else { return -1 }
        // A ticket of another key than that in use is replaced.
        return position == Self.count - 2 ? 1 : 2
    }

    private func start(_ code: OpaquePointer, _ key: [UInt8]) -> Bool {
        var key = key
        var digest = Array("SHA256\0".utf8CString)
        return key.withUnsafeMutableBytes { key in
            digest.withUnsafeMutableBufferPointer { digest in
                var parameters = [
                    OSSL_PARAM_construct_octet_string("key", key.baseAddress, key.count),
                    OSSL_PARAM_construct_utf8_string("digest", digest.baseAddress, 0),
                    OSSL_PARAM_construct_end(),
                ]
                return EVP_MAC_CTX_set_params(code, &parameters) == 1
            }
        }
    }
}

internal import COpenSSL

/// What a client's first message says: the name it asks for, and what it can check.
struct ClientGreeting {
    /// The name; nil when it asks for none.
    var serverName: [UInt8]?
    /// Whether it can check signatures of RSA keys.
    var takesRSA = false
    /// Whether it can check signatures of ECDSA keys, and shares a cipher that has them.
    var takesECDSA = false

    /// Reads the message that a connection has got; nil when its extensions are malformed.
    init?(_ connection: OpaquePointer, speaksTLS13: Bool) {
        if let bytes = clientExtension(connection, UInt32(TLSEXT_TYPE_server_name)) {
            guard let name = Self.serverName(bytes) else { return nil }
            serverName = name
        }
        if let bytes = clientExtension(connection, UInt32(TLSEXT_TYPE_signature_algorithms)) {
            guard readAlgorithms(bytes) else { return nil }
        } else {
            takesRSA = true
        }
        if takesECDSA {
            takesECDSA = Self.sharesCipherOfECDSA(connection, speaksTLS13: speaksTLS13)
        }
    }

    /// The host name of the extension: a list, of which only the first is looked at.
    static func serverName(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard bytes.count > 5, bytes.twoByteNumber(at: 0) == bytes.count - 2,
            bytes[2] == UInt8(TLSEXT_NAMETYPE_host_name)
        else { return nil }
        let count = bytes.twoByteNumber(at: 3)
        guard count > 0, count + 5 <= bytes.count, count <= TLSEXT_MAXLEN_host_name else {
            return nil
        }
        let name = bytes[5..<5 + count]
        return name.contains(0) ? nil : Array(name)
    }

    private mutating func readAlgorithms(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count >= 2, bytes.twoByteNumber(at: 0) == bytes.count - 2,
            bytes.count.isMultiple(of: 2)
        else { return false }
        for index in stride(from: 2, to: bytes.count, by: 2) {
            switch (bytes[index], bytes[index + 1]) {
            case (_, UInt8(TLSEXT_signature_rsa)): takesRSA = true
            case (_, UInt8(TLSEXT_signature_ecdsa)): takesECDSA = true
            // RSA-PSS, RFC 8446 4.2.3.
            case (8, 4...6), (8, 9...11): takesRSA = true
            default: continue
            }
        }
        return true
    }

    private static func sharesCipherOfECDSA(
        _ connection: OpaquePointer,
        speaksTLS13: Bool
    ) -> Bool {
        let own = SSL_get_ciphers(connection)
        var start: UnsafePointer<UInt8>?
        let count = SSL_client_hello_get0_ciphers(connection, &start)
        guard let start else { return false }
        for offset in stride(from: 0, to: count - count % 2, by: 2) {
            guard let cipher = SSL_CIPHER_find(connection, start + offset),
                copenssl_cipher_is_listed(own, cipher) == 1
            else { continue }
            switch SSL_CIPHER_get_auth_nid(cipher) {
            case NID_auth_ecdsa: return true
            case NID_auth_any where speaksTLS13: return true
            default: continue
            }
        }
        return false
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func twoByteNumber(at index: Int) -> Int {
        Int(self[index]) << 8 | Int(self[index + 1])
    }
}

/// The bytes of an extension of the client's first message, while that is looked at.
func clientExtension(
    _ connection: OpaquePointer,
    _ number: UInt32
) -> UnsafeBufferPointer<UInt8>? {
    var start: UnsafePointer<UInt8>?
    var count = 0
    guard SSL_client_hello_get0_ext(connection, number, &start, &count) == 1 else { return nil }
    return UnsafeBufferPointer(start: start, count: count)
}

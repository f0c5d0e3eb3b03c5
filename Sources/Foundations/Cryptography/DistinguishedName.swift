internal import COpenSSL

/// The name of a certificate's subject or issuer.
public struct DistinguishedName {
    private let name: OpaquePointer?
    /// Keeps the name in memory.
    private let certificate: Certificate

    init(_ name: OpaquePointer?, of certificate: Certificate) {
        self.name = name
        self.certificate = certificate
    }

    /// One part of the name, as `CN` with its value.
    private struct Part {
        let type: String
        let value: [UInt8]

        init?(_ entry: OpaquePointer?) {
            guard let entry, let object = X509_NAME_ENTRY_get_object(entry),
                let data = X509_NAME_ENTRY_get_data(entry)
            else { return nil }
            let number = OBJ_obj2nid(object)
            if number != NID_undef, let short = OBJ_nid2sn(number) {
                type = String(cString: short)
            } else {
                var text = [CChar](repeating: 0, count: 128)
                i2t_ASN1_OBJECT(&text, Int32(text.count), object)
                type = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
            }
            value = octets(of: data)
        }

        /// What hides something behind a zero is believed by nobody.
        var isHonest: Bool {
            value.firstIndex(of: 0).map { value[$0...].allSatisfy { $0 == 0 } } ?? true
        }
    }

    private var parts: [Part] {
        (0..<max(0, X509_NAME_entry_count(name))).compactMap {
            Part(X509_NAME_get_entry(name, $0))
        }
    }

    /// The values of a type in their order.
    public func values(of type: String) -> [[UInt8]] {
        parts.filter { $0.type == type }.map(\.value)
    }

    /// The value of one part.
    ///
    /// Types are compared without regard to case. Position 1 is the first of the type, -1 the last.
    public func value(of type: [UInt8], position: Int) -> [UInt8]? {
        let wanted = lowercased(type)
        let all = parts
        let ordered = position < 0 ? all.reversed() : all
        var left = abs(position)
        for part in ordered where lowercased(Array(part.type.utf8)) == wanted {
            left -= 1
            if left == 0 { return part.isHonest ? part.value : nil }
        }
        return nil
    }

    /// All of it on one line, as `/C=FR/CN=api.lab`; nil when it is empty or hides something.
    public var line: [UInt8]? {
        var text: [UInt8] = []
        for part in parts {
            guard part.isHonest else { return nil }
            text += "/\(part.type)=".utf8
            text += part.value
        }
        return text.isEmpty ? nil : text
    }

    /// All of it in the form of RFC 2253, as `CN=api.lab,C=FR`.
    public var rfc2253: [UInt8] {
        let memory = BIO_new(BIO_s_mem())
        defer { BIO_free(memory) }
        copenssl_print_name(memory, name)
        return contents(of: memory)
    }

    private func lowercased(_ text: [UInt8]) -> [UInt8] {
        text.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}

/// Everything that was written to a memory BIO.
func contents(of memory: OpaquePointer?) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(0, copenssl_pending_output(memory)))
    let count = BIO_read(memory, &bytes, Int32(clamping: bytes.count))
    return Array(bytes.prefix(Int(max(0, count))))
}

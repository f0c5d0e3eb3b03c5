internal import COpenSSL

/// An OCSP response: what an authority says about the validity of a certificate.
public enum StatusStatement {
    /// Everything that a response says, as OpenSSL prints it; nil when it is no response.
    public static func text(of bytes: [UInt8]) -> String? {
        defer { ERR_clear_error() }
        let response = bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var start = buffer.baseAddress
            return d2i_OCSP_RESPONSE(nil, &start, buffer.count)
        }
        guard let response, let memory = BIO_new(BIO_s_mem()) else { return nil }
        defer {
            OCSP_RESPONSE_free(response)
            BIO_free(memory)
        }
        guard OCSP_RESPONSE_print(memory, response, 0) != 0 else { return nil }
        return String(decoding: contents(of: memory), as: UTF8.self)
    }

    /// The parts of an identity of a certificate, a line each; nil when it is none.
    public static func description(ofIdentity bytes: [UInt8]) -> String? {
        defer { ERR_clear_error() }
        let identity = bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var start = buffer.baseAddress
            return d2i_OCSP_CERTID(nil, &start, buffer.count)
        }
        guard let identity else { return nil }
        defer { OCSP_CERTID_free(identity) }
        var name: UnsafeMutablePointer<ASN1_OCTET_STRING>?
        var key: UnsafeMutablePointer<ASN1_OCTET_STRING>?
        var serial: UnsafeMutablePointer<ASN1_INTEGER>?
        guard OCSP_id_get0_info(&name, nil, &key, &serial, identity) == 1 else { return nil }
        func line(_ title: String, _ write: (OpaquePointer?) -> Void) -> String {
            let memory = BIO_new(BIO_s_mem())
            defer { BIO_free(memory) }
            write(memory)
            return "   \(title): \(String(decoding: contents(of: memory), as: UTF8.self))"
        }
        return [
            " Certificate ID:", line("Issuer Name Hash") { i2a_ASN1_STRING($0, name, 0) },
            line("Issuer Key Hash") { i2a_ASN1_STRING($0, key, 0) },
            line("Serial Number") { i2a_ASN1_INTEGER($0, serial) },
        ].joined(separator: "\n")
    }
}

extension KeyedCertificate {
    /// By what responses are about it, in DER; nil when nobody knows who issued it.
    public var statusIdentity: [UInt8]? {
        guard let issuer, let id = OCSP_cert_to_id(nil, certificate.handle, issuer.handle) else {
            return nil
        }
        defer { OCSP_CERTID_free(id) }
        var bytes = [UInt8](repeating: 0, count: Int(max(0, i2d_OCSP_CERTID(id, nil))))
        bytes.withUnsafeMutableBufferPointer { buffer in
            var end = buffer.baseAddress
            i2d_OCSP_CERTID(id, &end)
        }
        return bytes
    }

    /// What keeps a response from being shown with it; nil when nothing does.
    public func fault(of statement: [UInt8]) -> String? {
        guard let issuer else { return "the issuer of the certificate is not known" }
        return faultOfResponse(statement, about: certificate, by: issuer)
    }
}

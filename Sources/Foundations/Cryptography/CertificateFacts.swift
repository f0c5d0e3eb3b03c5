internal import COpenSSL

/// What a certificate says.
public struct CertificateFacts: Hashable, Sendable {
    /// Whom it is for, as `CN=api.lxd`.
    public var subject: String
    /// Who signed it.
    public var issuer: String
    /// The names it is valid for.
    public var names: [String]
    /// The first moment it is valid: seconds since 1970.
    public var notBefore: Int64
    /// The last moment it is valid: seconds since 1970.
    public var notAfter: Int64
    /// The serial number in hexadecimal.
    public var serial: String

    /// Reads the first certificate of a PEM text.
    public init(pem: [UInt8]) throws(OpenSSLError) {
        let memory = makeBIO(holding: pem)
        defer { BIO_free(memory) }
        guard let certificate = PEM_read_bio_X509(memory, nil, nil, nil) else {
            throw .drain("read the certificate")
        }
        defer { X509_free(certificate) }
        self.init(certificate)
    }

    init(_ certificate: OpaquePointer) {
        subject = CertificateFacts.text(X509_get_subject_name(certificate))
        issuer = CertificateFacts.text(X509_get_issuer_name(certificate))
        notBefore = CertificateFacts.seconds(X509_get0_notBefore(certificate))
        notAfter = CertificateFacts.seconds(X509_get0_notAfter(certificate))
        let number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nil)
        let digits = BN_bn2hex(number)
        serial = digits.map { String(cString: $0) } ?? ""
        copenssl_free_text(digits)
        BN_free(number)
        names = CertificateFacts.alternativeNames(certificate)
    }

    private static func text(_ name: OpaquePointer?) -> String {
        let memory = BIO_new(BIO_s_mem())
        defer { BIO_free(memory) }
        copenssl_print_name(memory, name)
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = BIO_read(memory, &bytes, Int32(bytes.count))
        return String(decoding: bytes.prefix(Int(max(0, count))), as: UTF8.self)
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64 {
        let epoch = ASN1_TIME_set(nil, 0)
        defer { ASN1_STRING_free(epoch) }
        var days: Int32 = 0
        var rest: Int32 = 0
        guard ASN1_TIME_diff(&days, &rest, epoch, time) == 1 else { return 0 }
        return Int64(days) * 86_400 + Int64(rest)
    }

    private static func alternativeNames(_ certificate: OpaquePointer) -> [String] {
        let index = X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1)
        guard index >= 0, let found = X509_get_ext(certificate, index) else { return [] }
        let memory = BIO_new(BIO_s_mem())
        defer { BIO_free(memory) }
        guard X509V3_EXT_print(memory, found, 0, 0) == 1 else { return [] }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Int(max(0, BIO_read(memory, &bytes, Int32(bytes.count))))
        let list = String(decoding: bytes.prefix(count), as: UTF8.self)
        return list.split(separator: ",").map { item in
            let item = item.drop { $0 == " " }
            guard let colon = item.firstIndex(of: ":") else { return String(item) }
            return String(item[item.index(after: colon)...])
        }
    }
}

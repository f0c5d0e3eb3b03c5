internal import COpenSSL

/// What is shown to clients beside the certificate: a statement about its validity, timestamps.
extension KeyedCertificate {
    /// The extension of signed certificate timestamps.
    private static let timestampExtension: UInt32 = 18

    func installTimestamps(into context: OpaquePointer) throws(OpenSSLError) {
        guard timestamps != nil else { return }
        let added = SSL_CTX_add_server_custom_ext(
            context,
            Self.timestampExtension,
            { _, _, bytes, count, _, argument in
                guard let argument, let bytes, let count else { return 0 }
                let owner = Unmanaged<KeyedCertificate>.fromOpaque(argument).takeUnretainedValue()
                guard let copy = allocatedCopy(of: owner.timestamps ?? []) else { return 0 }
                bytes.pointee = UnsafePointer(copy)
                count.pointee = owner.timestamps?.count ?? 0
                return 1
            },
            { _, _, bytes, _ in copenssl_free(UnsafeMutablePointer(mutating: bytes)) },
            Unmanaged.passUnretained(self).toOpaque(),
            { _, _, _, _, _, _ in 1 },
            nil
        )
        if added != 1 { throw .drain("use the timestamps") }
    }

    /// Shows the statement to clients that ask for it.
    ///
    /// The context must not outlive this certificate.
    func installStatement(into context: OpaquePointer) {
        guard let statement, !statement.isEmpty, faultOfStatement == nil else { return }
        copenssl_set_status_argument(context, Unmanaged.passUnretained(self).toOpaque())
        copenssl_set_status_callback(context) { connection, argument in
            guard let argument, let connection else { return SSL_TLSEXT_ERR_NOACK }
            let owner = Unmanaged<KeyedCertificate>.fromOpaque(argument).takeUnretainedValue()
            let bytes = owner.statement ?? []
            guard let copy = allocatedCopy(of: bytes) else { return SSL_TLSEXT_ERR_NOACK }
            copenssl_set_status_response(connection, copy, bytes.count)
            return SSL_TLSEXT_ERR_OK
        }
    }
}

/// A copy of bytes in OpenSSL's memory.
private func allocatedCopy(of bytes: [UInt8]) -> UnsafeMutablePointer<UInt8>? {
    guard let memory = copenssl_allocate(bytes.count) else { return nil }
    let copy = memory.bindMemory(to: UInt8.self, capacity: bytes.count)
    bytes.withUnsafeBufferPointer { source in
        guard let start = source.baseAddress else { return }
        copy.initialize(from: start, count: bytes.count)
    }
    return copy
}

/// What is wrong with an OCSP response; nil when it says of this certificate that it is good now.
func faultOfResponse(
    _ bytes: [UInt8],
    about certificate: Certificate,
    by issuer: Certificate
) -> String? {
    defer { ERR_clear_error() }
    var start: UnsafePointer<UInt8>?
    let response = bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
        start = buffer.baseAddress
        return d2i_OCSP_RESPONSE(nil, &start, buffer.count)
    }
    guard let response else { return "it is no OCSP response" }
    defer { OCSP_RESPONSE_free(response) }
    guard OCSP_response_status(response) == OCSP_RESPONSE_STATUS_SUCCESSFUL,
        let basic = OCSP_response_get1_basic(response)
    else { return "the responder has not answered the question" }
    defer { OCSP_BASICRESP_free(basic) }
    guard let id = OCSP_cert_to_id(nil, certificate.handle, issuer.handle) else {
        return "the certificate has no identity"
    }
    defer { OCSP_CERTID_free(id) }
    var status: Int32 = 0
    var thisUpdate: UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?
    var nextUpdate: UnsafeMutablePointer<ASN1_GENERALIZEDTIME>?
    guard
        OCSP_resp_find_status(basic, id, &status, nil, nil, &thisUpdate, &nextUpdate) == 1
    else { return "it is about another certificate" }
    guard status == V_OCSP_CERTSTATUS_GOOD else { return "the certificate is not good" }
    // Five minutes between clocks.
    guard OCSP_check_validity(thisUpdate, nextUpdate, 300, -1) == 1 else {
        return "it is not valid at the moment"
    }
    return nil
}

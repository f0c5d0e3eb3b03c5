internal import HTTPWire

/// What a client's header block asks for, judged [RFC 9113 8.3.1, RFC 8441 4].
struct RequestFields {
    /// How the request is written over HTTP/1.
    enum Form {
        /// A path, or `*`, without an authority.
        case origin
        /// Scheme, authority and path.
        case absolute
        /// CONNECT with an authority.
        case authority
        /// CONNECT with a protocol, which is an upgrade by GET.
        case upgrade
    }

    let form: Form
    /// Whether it is a request, though one that cannot be answered but by a refusal.
    let isUnusable: Bool
    let method: UnsafeRawBufferPointer
    let scheme: UnsafeRawBufferPointer
    let authority: UnsafeRawBufferPointer
    let path: UnsafeRawBufferPointer
    let webProtocol: UnsafeRawBufferPointer

    private static var nothing: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: nil, count: 0)
    }

    /// Judges pseudo fields; nil when they are no request.
    init?(_ pseudo: PseudoFields) {
        guard pseudo.areOfRequest, let method = pseudo.method, !method.isEmpty else { return nil }
        isUnusable = !isToken(method) || pseudo.scheme.map { !RequestFields.isScheme($0) } ?? false
        if let authority = pseudo.authority, !RequestFields.isAuthority(authority) { return nil }
        let isConnect = method.elementsEqual(bytes(of: "CONNECT"))
        authority = pseudo.authority ?? RequestFields.nothing
        if isConnect && pseudo.webProtocol == nil {
            guard pseudo.scheme == nil, pseudo.path == nil, pseudo.authority != nil else {
                return nil
            }
            form = .authority
            self.method = method
            scheme = RequestFields.nothing
            path = RequestFields.nothing
            webProtocol = RequestFields.nothing
            return
        }
        guard let scheme = pseudo.scheme, let path = pseudo.path, RequestFields.isPath(path, method)
        else { return nil }
        self.scheme = scheme
        if let webProtocol = pseudo.webProtocol {
            guard isConnect, pseudo.authority != nil, isToken(webProtocol),
                !equalsIgnoringCase(webProtocol, "h2c"), !equalsIgnoringCase(webProtocol, "h2")
            else { return nil }
            form = .upgrade
            self.method = bytes(of: "GET")
            self.path = path
            self.webProtocol = webProtocol
            return
        }
        let isAsterisk = path.first == UInt8(ascii: "*")
        form = pseudo.authority == nil ? .origin : .absolute
        self.method = method
        self.path = isAsterisk && form == .absolute ? RequestFields.nothing : path
        webProtocol = RequestFields.nothing
    }

    private static func isScheme(_ scheme: UnsafeRawBufferPointer) -> Bool {
        guard let first = scheme.first, asciiLowercased(first) &- 0x61 < 26 else { return false }
        return scheme.allSatisfy { byte in
            asciiLowercased(byte) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2B
                || byte == 0x2D || byte == 0x2E
        }
    }

    private static func isPath(
        _ path: UnsafeRawBufferPointer,
        _ method: UnsafeRawBufferPointer
    ) -> Bool {
        guard let first = path.first else { return false }
        if first == UInt8(ascii: "*") { return path.count == 1 }
        return first == UInt8(ascii: "/")
            && path.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
    }

    /// Whether bytes are a host with or without a port, and nothing that could be taken for another part of a target.
    static func isAuthority(_ authority: UnsafeRawBufferPointer) -> Bool {
        guard !authority.isEmpty else { return false }
        var isBracketed = false
        for (index, byte) in authority.enumerated() {
            switch byte {
            case UInt8(ascii: "["):
                guard index == 0 else { return false }
                isBracketed = true
            case UInt8(ascii: "]"):
                let isLast = index == authority.count - 1
                guard isBracketed, isLast || authority[index + 1] == UInt8(ascii: ":") else {
                    return false
                }
                isBracketed = false
            case UInt8(ascii: ","), UInt8(ascii: "#"), UInt8(ascii: "/"), UInt8(ascii: "?"),
                UInt8(ascii: "@"), UInt8(ascii: "\\"):
                return false
            default:
                guard byte > 0x20, byte < 0x7F else { return false }
            }
        }
        return !isBracketed
    }
}

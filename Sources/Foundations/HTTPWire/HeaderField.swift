/// The header names that a proxy acts on.
public enum HeaderField: UInt8, Sendable {
    /// Passed on as it is.
    case other
    /// `Connection`.
    case connection
    /// `Keep-Alive`.
    case keepAlive
    /// `Proxy-Connection`.
    case proxyConnection
    /// `Transfer-Encoding`.
    case transferEncoding
    /// `Content-Length`.
    case contentLength
    /// `Host`.
    case host
    /// `Upgrade`.
    case upgrade
    /// `Expect`.
    case expect
    /// `Cookie`.
    case cookie
    /// `Set-Cookie`.
    case setCookie
    /// `TE`.
    case acceptedEncodings
    /// `Cache-Control`.
    case cacheControl

    /// Recognises a name, case ignored.
    static func recognise(_ name: UnsafeRawBufferPointer) -> HeaderField {
        switch name.count {
        case 2: equals(name, "te") ? .acceptedEncodings : .other
        case 4: equals(name, "host") ? .host : .other
        case 6:
            equals(name, "cookie") ? .cookie : equals(name, "expect") ? .expect : .other
        case 7: equals(name, "upgrade") ? .upgrade : .other
        case 10:
            equals(name, "connection")
                ? .connection
                : equals(name, "set-cookie")
                    ? .setCookie : equals(name, "keep-alive") ? .keepAlive : .other
        case 13: equals(name, "cache-control") ? .cacheControl : .other
        case 14: equals(name, "content-length") ? .contentLength : .other
        case 16: equals(name, "proxy-connection") ? .proxyConnection : .other
        case 17: equals(name, "transfer-encoding") ? .transferEncoding : .other
        default: .other
        }
    }
}

private func equals(_ bytes: UnsafeRawBufferPointer, _ lower: StaticString) -> Bool {
    equalsIgnoringCase(bytes, lower)
}

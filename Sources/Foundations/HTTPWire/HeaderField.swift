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
    /// `X-Forwarded-For`.
    case forwardedFor
    /// `Cache-Control`.
    case cacheControl

    /// Recognises a name, case ignored.
    static func recognise(_ name: UnsafeRawBufferPointer) -> HeaderField {
        switch name.count {
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
        case 15: equals(name, "x-forwarded-for") ? .forwardedFor : .other
        case 16: equals(name, "proxy-connection") ? .proxyConnection : .other
        case 17: equals(name, "transfer-encoding") ? .transferEncoding : .other
        default: .other
        }
    }
}

/// Whether bytes are that lower-case ASCII text, their case ignored.
@inlinable
public func equalsIgnoringCase(_ bytes: UnsafeRawBufferPointer, _ lower: StaticString) -> Bool {
    guard bytes.count == lower.utf8CodeUnitCount else { return false }
    let text = lower.utf8Start
    for index in 0..<bytes.count {
        let byte = bytes[index]
        let folded = byte &- 0x41 < 26 ? byte | 0x20 : byte
        if folded != text[index] { return false }
    }
    return true
}

private func equals(_ bytes: UnsafeRawBufferPointer, _ lower: StaticString) -> Bool {
    equalsIgnoringCase(bytes, lower)
}

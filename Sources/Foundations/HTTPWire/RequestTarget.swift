/// The parts of a request's target, which has one of four forms [RFC 9112 3.2].
public struct RequestTarget {
    /// How the target is written.
    public enum Form: Sendable {
        /// `/path?query`.
        case origin
        /// `scheme://authority/path?query`.
        case absolute
        /// `host:port`, of CONNECT.
        case authority
        /// `*`, of OPTIONS.
        case asterisk
    }

    /// How it is written.
    public let form: Form
    /// The scheme (absolute form).
    public let scheme: HeadSlice
    /// Host and port, without a user's name (absolute and authority form).
    public let authority: HeadSlice
    /// Path and query; nil when there is none.
    public let path: HeadSlice?

    /// Takes the target apart that stands there.
    public init(_ target: HeadSlice, in bytes: UnsafeRawBufferPointer) {
        let first = target.count > 0 ? bytes[target.start] : 0
        scheme = RequestTarget.scheme(of: target, in: bytes)
        if first == UInt8(ascii: "/") || first == UInt8(ascii: "*") {
            form = first == UInt8(ascii: "/") ? .origin : .asterisk
            authority = HeadSlice()
            path = form == .origin ? target : nil
            return
        }
        form = scheme.count > 0 ? .absolute : .authority
        let start = scheme.count > 0 ? scheme.end + 3 : target.start
        var end = start
        while end < target.end, bytes[end] != UInt8(ascii: "/") || form == .authority { end += 1 }
        let user = (start..<end).last { bytes[$0] == UInt8(ascii: "@") }
        let hostStart = user.map { $0 + 1 } ?? start
        authority = HeadSlice(start: hostStart, count: end - hostStart)
        path = end < target.end ? HeadSlice(start: end, count: target.end - end) : nil
    }

    /// The letters before `://`; nothing when the target does not begin so.
    private static func scheme(
        of target: HeadSlice,
        in bytes: UnsafeRawBufferPointer
    ) -> HeadSlice {
        var end = target.start
        while end < target.end, isSchemeByte(bytes[end]) { end += 1 }
        guard end > target.start, end + 3 <= target.end, bytes[end] == UInt8(ascii: ":"),
            bytes[end + 1] == UInt8(ascii: "/"), bytes[end + 2] == UInt8(ascii: "/")
        else { return HeadSlice() }
        return HeadSlice(start: target.start, count: end - target.start)
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        let letter = asciiLowercased(byte) &- UInt8(ascii: "a") < 26
        return letter || byte &- 0x30 < 10 || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    /// Refuses a target with a fragment, one of no form, one of CONNECT that names no port, and one that
    /// names another host than `Host`: what stands in front of a server would decide by the one, the
    /// server by the other.
    static func check(
        _ head: MessageHead,
        _ target: RequestTarget,
        in bytes: UnsafeRawBufferPointer
    ) -> HeadParseResult {
        if bytes[slice: head.target].contains(UInt8(ascii: "#")) { return .invalid(.target) }
        switch target.form {
        case .origin: return head.method == .connect ? .invalid(.target) : .complete
        case .asterisk:
            let isAllowed = head.method == .options && head.target.count == 1
            return isAllowed ? .complete : .invalid(.target)
        case .absolute where head.method == .connect: return .invalid(.target)
        case .authority where head.method != .connect && head.host == nil: return .invalid(.target)
        case .absolute, .authority: break
        }
        let bytesOfAuthority = bytes[slice: target.authority]
        if head.method == .connect && !HostAndPort(bytesOfAuthority, defaults: []).hasBoth {
            return .invalid(.target)
        }
        if target.authority.count == 0 { return .invalid(.target) }
        guard let host = head.host else { return .complete }
        let scheme = bytes[slice: target.scheme]
        let ports =
            equalsIgnoringCase(scheme, "http")
            ? ["80"]
            : equalsIgnoringCase(scheme, "https")
                ? ["443"] : head.method == .connect ? ["80", "443"] : []
        let named = HostAndPort(bytesOfAuthority, defaults: ports)
        let wanted = HostAndPort(bytes[slice: host], defaults: ports)
        return named.isSame(as: wanted) ? .complete : .invalid(.host)
    }
}

/// A host with its port, where the port of the scheme counts as none.
private struct HostAndPort {
    let host: UnsafeRawBufferPointer
    let port: UnsafeRawBufferPointer

    init(_ text: UnsafeRawBufferPointer, defaults: [String]) {
        var digits = text.count
        while digits > 0, text[digits - 1] &- 0x30 < 10 { digits -= 1 }
        guard digits > 0, text[digits - 1] == UInt8(ascii: ":") else {
            host = text
            port = UnsafeRawBufferPointer(rebasing: text[text.count...])
            return
        }
        host = UnsafeRawBufferPointer(rebasing: text[..<(digits - 1)])
        let written = UnsafeRawBufferPointer(rebasing: text[digits...])
        let isDefault = defaults.contains { written.elementsEqual($0.utf8) }
        port = UnsafeRawBufferPointer(
            rebasing: isDefault ? written[written.count...] : written[...]
        )
    }

    /// Whether neither is missing.
    var hasBoth: Bool { host.count > 0 && port.count > 0 }

    func isSame(as other: HostAndPort) -> Bool {
        equalsIgnoringCase(host, other.host) && port.elementsEqual(other.port)
    }
}

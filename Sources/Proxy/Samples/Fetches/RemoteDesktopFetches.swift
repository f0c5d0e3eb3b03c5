internal import HTTPWire

/// The cookie that a client of Microsoft's remote desktop protocol begins with.
extension FetchKeyword {
    static let remoteDesktop: [FetchKeyword] =
        ["req.rdp_cookie", "rdp_cookie", "req_rdp_cookie"].map { name in
            FetchKeyword(name, .init(required: 0, .text), .str, .requestBytes) {
                arguments,
                context in
                desktopCookie(arguments.text(0), &context).map { .text($0) }
            }
        }
        + ["req.rdp_cookie_cnt", "rdp_cookie_cnt", "req_rdp_cookie_cnt"].map { name in
            FetchKeyword(name, .init(required: 0, .text), .sint, .requestBytes) {
                arguments,
                context in
                guard context.rawBytes != nil else { return nil }
                let cookie = desktopCookie(arguments.text(0), &context)
                return context.mayChange ? nil : .integer(cookie == nil ? 0 : 1)
            }
        }

    /// The value of `Cookie: name=value` behind eleven bytes of framing, of any name when none is asked for.
    private static func desktopCookie(
        _ name: UnsafeRawBufferPointer,
        _ context: inout SampleContext
    ) -> UnsafeRawBufferPointer? {
        guard let (bytes, _) = context.rawBytes else { return nil }
        let label: StaticString = "cookie:"
        var position = 11 + label.utf8CodeUnitCount
        guard bytes.count > position else {
            context.mayChange = true
            return nil
        }
        guard equalsIgnoringCase(bytes.part(11..<position), label) else { return nil }
        while position < bytes.count, bytes[position] == 0x20 { position += 1 }
        let start = position
        while position < bytes.count, bytes[position] != 0x3D {
            if bytes[position] == 0x0D || bytes[position] == 0x0A { return nil }
            position += 1
        }
        guard position < bytes.count else {
            context.mayChange = true
            return nil
        }
        let found = bytes.part(start..<position)
        if !name.isEmpty, !equalsIgnoringCase(found, name) { return nil }
        let value = position + 1
        position = value
        while position < bytes.count, bytes[position] != 0x0D { position += 1 }
        guard position + 1 < bytes.count else {
            context.mayChange = true
            return nil
        }
        return bytes[position + 1] == 0x0A ? bytes.part(value..<position) : nil
    }
}

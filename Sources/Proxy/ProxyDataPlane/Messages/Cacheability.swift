internal import HTTPWire

/// Whether a shared cache could keep a response, as HAProxy decides it for `cookie ... nocache`:
/// only then a response that sets the cookie is marked private.
struct Cacheability {
    private static let statuses: Set<Int> = [
        200, 203, 204, 206, 300, 301, 404, 405, 410, 414, 501,
    ]

    private var hasFreshness = false
    private var hasValidator = false
    private var isForbidden = false

    /// Looks at a response to a request of that method.
    static func allows(
        _ head: MessageHead,
        _ bytes: UnsafeRawBufferPointer,
        to method: RequestMethod
    ) -> Bool {
        guard method == .get || method == .head, statuses.contains(head.status) else {
            return false
        }
        var cacheability = Cacheability()
        for index in 0..<head.headerCount {
            let line = head[index]
            cacheability.note(bytes[slice: line.name], bytes[slice: line.value], line.field)
        }
        return !cacheability.isForbidden
            && (cacheability.hasFreshness || cacheability.hasValidator)
    }

    private mutating func note(
        _ name: UnsafeRawBufferPointer,
        _ value: UnsafeRawBufferPointer,
        _ field: HeaderField
    ) {
        if field == .cacheControl {
            var tokens = TokenList(value)
            while let token = tokens.next() { note(directive: token) }
        } else if equalsIgnoringCase(name, "etag") || equalsIgnoringCase(name, "last-modified") {
            hasValidator = true
        } else if equalsIgnoringCase(name, "expires") {
            hasFreshness = true
        } else if equalsIgnoringCase(name, "pragma") && equalsIgnoringCase(value, "no-cache") {
            isForbidden = true
        }
    }

    private mutating func note(directive: UnsafeRawBufferPointer) {
        if equalsIgnoringCase(directive, "no-cache") || equalsIgnoringCase(directive, "no-store")
            || equalsIgnoringCase(directive, "private")
            || equalsIgnoringCase(directive, "max-age=0")
            || equalsIgnoringCase(directive, "s-maxage=0")
        {
            isForbidden = true
            return
        }
        let maximumAge = UnsafeRawBufferPointer(rebasing: directive.prefix(8))
        let sharedAge = UnsafeRawBufferPointer(rebasing: directive.prefix(9))
        if equalsIgnoringCase(maximumAge, "max-age=") || equalsIgnoringCase(sharedAge, "s-maxage=")
        {
            hasFreshness = true
        }
    }
}

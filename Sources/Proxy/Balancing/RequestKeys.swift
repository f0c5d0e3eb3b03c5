extension HashSettings {
    /// The hash of a URI as it stands in the request line.
    ///
    /// With `pathOnly` the caller gives the path and query instead.
    public func hash(uri: Span<UInt8>, by rule: URIHashing) -> UInt32 {
        var count = uri.count
        if rule.maximumLength > 0 { count = min(count, rule.maximumLength) }
        // HAProxy keeps the depth plus one, so that no depth never matches the count of slashes.
        let lastSlash = rule.maximumDepth > 0 ? rule.maximumDepth + 1 : 0
        var slashes = 0
        var end = 0
        while end < count {
            let byte = uri[end]
            if byte == UInt8(ascii: "/") {
                slashes += 1
                if slashes == lastSlash { break }
            } else if byte == UInt8(ascii: "?"), !rule.includesQuery {
                break
            }
            end += 1
        }
        return hash(uri.extracting(0..<end))
    }

    /// The hash of a client's address: four or sixteen bytes in network order.
    public func hash(address: Span<UInt8>) -> UInt32 {
        var hash: UInt32 = 0
        var index = 0
        while index + 4 <= address.count {
            let upper = UInt32(address[index]) &<< 24 | UInt32(address[index + 1]) &<< 16
            let lower = UInt32(address[index + 2]) &<< 8 | UInt32(address[index + 3])
            hash ^= upper | lower
            index += 4
        }
        return isAvalanched ? hash.avalanched : hash
    }

    /// The hash of the first value of a header; nil when it is empty, for the next server in turn.
    public func hash(header: Span<UInt8>, domainOnly: Bool) -> UInt32? {
        if header.isEmpty { return nil }
        return hash(domainOnly ? header.extracting(secondLevelDomain(header)) : header)
    }

    /// The hash of a parameter in the query of a URI; nil when it is not there.
    public func hash(parameter name: Span<UInt8>, uri: Span<UInt8>) -> UInt32? {
        var start = 0
        while start < uri.count, uri[start] != UInt8(ascii: "?") { start += 1 }
        start += 1
        while start + name.count < uri.count {
            let value = start + name.count
            if uri[value] == UInt8(ascii: "="), uri.matches(name, at: start) {
                var end = value + 1
                while end < uri.count, uri[end] != UInt8(ascii: "&") { end += 1 }
                return hash(uri.extracting(value + 1..<end))
            }
            while start < uri.count, uri[start] != UInt8(ascii: "&") { start += 1 }
            start += 1
        }
        return nil
    }

    /// The hash of some bytes.
    public func hash(_ bytes: Span<UInt8>) -> UInt32 {
        let hash = function.hash(bytes)
        return isAvalanched ? hash.avalanched : hash
    }

    /// What stands between the last dot and the one before it.
    private func secondLevelDomain(_ host: Span<UInt8>) -> Range<Int> {
        var end = host.count
        var start = host.count
        var isInside = false
        while start > 0 {
            if isInside {
                if host[start - 1] == UInt8(ascii: ".") { break }
            } else if start < host.count, host[start] == UInt8(ascii: ".") {
                end = start
                isInside = true
            }
            start -= 1
        }
        return start..<end
    }
}

extension Span<UInt8> {
    fileprivate func matches(_ other: Span<UInt8>, at offset: Int) -> Bool {
        guard offset + other.count <= count else { return false }
        for index in other.indices where self[offset + index] != other[index] { return false }
        return true
    }
}

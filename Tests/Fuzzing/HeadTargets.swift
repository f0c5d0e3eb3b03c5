internal import HTTPWire

extension FuzzTarget {
    /// Heads of requests.
    static let requestHead = FuzzTarget(name: "request-head") { bytes in
        checkHead(bytes) { HeadParser.parseRequest($0, into: $1) }
    }

    /// Heads of responses.
    static let responseHead = FuzzTarget(name: "response-head") { bytes in
        checkHead(bytes) { HeadParser.parseResponse($0, into: $1) }
    }

    /// A whole head stays what it is when more bytes follow, and no part of it is whole.
    private static func checkHead(
        _ bytes: UnsafeRawBufferPointer,
        _ parse: (UnsafeRawBufferPointer, MessageHead) -> HeadParseResult
    ) {
        let head = MessageHead()
        guard parse(bytes, head) == .complete else { return }
        let count = head.byteCount
        precondition(count > 0 && count <= bytes.count)
        for index in 0..<head.headerCount {
            let line = head[index]
            precondition(line.name.count > 0 && line.name.end <= line.value.start)
            precondition(line.value.end <= count)
        }
        let again = MessageHead()
        precondition(parse(UnsafeRawBufferPointer(rebasing: bytes[..<count]), again) == .complete)
        precondition(again.byteCount == count && again.headerCount == head.headerCount)
        for part in [count - 1, count / 2] {
            let result = parse(UnsafeRawBufferPointer(rebasing: bytes[..<part]), again)
            precondition(result == .incomplete)
        }
    }
}

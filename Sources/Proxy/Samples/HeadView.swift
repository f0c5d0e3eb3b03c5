public import HTTPWire

/// The head of a message as it is now, for those who only look.
///
/// Valid until the head is changed or its buffer moves.
public struct HeadView {
    unowned(unsafe) private let head: MessageHead
    private let memory: UnsafeRawBufferPointer

    /// A parsed head and the bytes that it was parsed in.
    public init(_ head: MessageHead, in bytes: UnsafeRawBufferPointer) {
        self.head = head
        memory = bytes
    }

    /// How many header lines there are.
    public var lineCount: Int { head.headerCount }

    /// The name of a line.
    public func name(_ index: Int) -> UnsafeRawBufferPointer { memory[slice: head[index].name] }

    /// The value of a line.
    public func value(_ index: Int) -> UnsafeRawBufferPointer { memory[slice: head[index].value] }

    /// What the name of a line means to a proxy.
    public func field(_ index: Int) -> HeaderField { head[index].field }

    /// The method of a request.
    public var method: UnsafeRawBufferPointer { memory[slice: head.methodText] }

    /// The target of a request.
    public var target: UnsafeRawBufferPointer { memory[slice: head.target] }

    /// Path and query of a request; nil when its target has none.
    public var pathAndQuery: UnsafeRawBufferPointer? { head.path.map { memory[slice: $0] } }

    /// The path of a request without its query; nil when its target has none.
    public var path: UnsafeRawBufferPointer? {
        pathAndQuery.map { UnsafeRawBufferPointer(rebasing: $0.prefix { $0 != 0x3F }) }
    }

    /// What follows the first question mark of a request's target; nil when there is none.
    public var query: UnsafeRawBufferPointer? {
        let target = target
        guard let mark = target.firstIndex(of: 0x3F) else { return nil }
        return UnsafeRawBufferPointer(rebasing: target[(mark + 1)...])
    }

    /// The value of `Host`; nil without one.
    public var host: UnsafeRawBufferPointer? { head.host.map { memory[slice: $0] } }

    /// The minor version: 1 for HTTP/1.1.
    public var minorVersion: UInt8 { head.minorVersion }

    /// The status of a response.
    public var status: Int { head.status }

    /// The reason phrase of a response.
    public var reason: UnsafeRawBufferPointer { memory[slice: head.reason] }

    /// What the connection headers ask for.
    public var intent: ConnectionIntent { head.intent }

    /// The next line of a name, from a place on; without a name any line.
    func line(
        named name: UnsafeRawBufferPointer,
        from start: Int
    ) -> Int? {
        var index = start
        while index < head.headerCount {
            if name.isEmpty || equalsIgnoringCase(self.name(index), name) { return index }
            index += 1
        }
        return nil
    }
}

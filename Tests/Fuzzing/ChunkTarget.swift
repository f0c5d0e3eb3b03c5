internal import HTTPWire

extension FuzzTarget {
    /// Bodies in chunks; the first byte of an input says after how many bytes it is cut in two.
    ///
    /// What comes in two parts is the same body as what comes at once.
    static let chunks = FuzzTarget(name: "chunks") { bytes in
        guard let first = bytes.first else { return }
        let body = UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
        let cut = min(Int(first), body.count)
        let whole = scan([body])
        let parts = scan([
            UnsafeRawBufferPointer(rebasing: body[..<cut]),
            UnsafeRawBufferPointer(rebasing: body[cut...]),
        ])
        precondition(whole.data == parts.data)
        precondition(whole.isInvalid || whole.trailers == parts.trailers)
        precondition(whole.isInvalid == parts.isInvalid && whole.end == parts.end)
    }

    private struct Body {
        var data: [UInt8] = []
        var trailers: [UInt8] = []
        var isInvalid = false
        /// How many bytes the body took; nil while it has not ended.
        var end: Int?
    }

    private static func scan(_ parts: [UnsafeRawBufferPointer]) -> Body {
        var body = Body()
        var scanner = ChunkScanner()
        var taken = 0
        for part in parts {
            var position = 0
            while position < part.count {
                let rest = UnsafeRawBufferPointer(rebasing: part[position...])
                let count: Int
                switch scanner.next(rest) {
                case .control(let control): count = control
                case .dropped(let dropped): count = dropped
                case .trailer(let trailer):
                    count = trailer
                    body.trailers += rest[..<trailer]
                case .data(let data):
                    count = data
                    body.data += rest[..<data]
                case .end(let end):
                    body.end = taken + end
                    return body
                case .invalid:
                    body.isInvalid = true
                    return body
                }
                precondition(count > 0 && count <= rest.count)
                position += count
                taken += count
            }
        }
        return body
    }
}

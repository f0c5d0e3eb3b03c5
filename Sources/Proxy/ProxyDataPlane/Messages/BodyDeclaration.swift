internal import HTTPWire

/// The header that says how a message's body ends, written once and in its old place.
///
/// It comes from what the proxy knows of the body, never from what rules have made of the head: the
/// next reader has to find the end where this one does.
struct BodyDeclaration {
    fileprivate enum Kind {
        /// There is nothing to say.
        case nothing
        /// `Content-Length`.
        case length(UInt64)
        /// `Transfer-Encoding`.
        case chunks
    }

    private let kind: Kind
    private var isWritten = false

    /// What a request's next hop is told.
    init(request: RequestState) {
        switch request.framing {
        case .length(let length): kind = .length(length)
        case .chunked: kind = .chunks
        case .none, .untilClose, .tunnel: kind = request.declaresLength ? .length(0) : .nothing
        }
    }

    /// What a client is told of a response whose head came so, and whose body is framed and passes so.
    init(response framing: BodyFraming, _ passing: BodyPassing, _ head: MessageHead) {
        switch (passing, framing) {
        case (.missing, _):
            kind = .length(0)
        case (.dropped, _):
            // An answer to HEAD, or 304: it tells what the body would be.
            let tells = head.status / 100 != 1 && head.status != 204
            kind = !tells ? .nothing : head.isChunked ? .chunks : head.length
        case (.asItIs, .length(let length)):
            kind = .length(length)
        case (.asItIs, .chunked):
            kind = .chunks
        case (.asItIs, .none), (.asItIs, .untilClose), (.asItIs, .tunnel), (.unchunked, _):
            kind = .nothing
        }
    }

    /// Writes it in the place of a line that said it before; a second such line goes.
    mutating func write(
        in field: HeaderField,
        _ name: UnsafeRawBufferPointer,
        _ writer: inout HeadWriter
    ) {
        switch (kind, field) {
        case (.length(let length), .contentLength) where !isWritten:
            writer.write(name)
            writer.write(": ")
            writer.write(decimal: Int(length))
        case (.chunks, .transferEncoding) where !isWritten:
            writer.write(name)
            writer.write(": chunked")
        default:
            return
        }
        writer.write("\r\n")
        isWritten = true
    }

    /// Writes it if no line stood for it.
    mutating func finish(_ writer: inout HeadWriter) {
        guard !isWritten else { return }
        isWritten = true
        switch kind {
        case .nothing:
            break
        case .length(let length):
            writer.write("Content-Length: ")
            writer.write(decimal: Int(length))
            writer.write("\r\n")
        case .chunks:
            writer.write("Transfer-Encoding: chunked\r\n")
        }
    }
}

extension MessageHead {
    fileprivate var length: BodyDeclaration.Kind { contentLength.map { .length($0) } ?? .nothing }
}

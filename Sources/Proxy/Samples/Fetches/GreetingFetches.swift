/// What a client says first in TLS, looked at without taking part.
extension FetchKeyword {
    static let greetings: [FetchKeyword] =
        ["req.ssl_sni", "req_ssl_sni"].map { name in
            inGreeting(name, .str) { greeting, _ in
                greeting.extensionData(0).flatMap { serverName($0) }.map { .text($0) }
            }
        }
        + [
            inGreeting("req.ssl_alpn", .str, nextProtocol),
            inGreeting("req.ssl_ec_ext", .bool) { greeting, _ in
                greeting.extensionData(10).map { _ in .bool(true) }
            },
            inGreeting("req.ssl_st_ext", .sint) { greeting, _ in
                .integer(greeting.extensionData(35).map { $0.isEmpty ? 1 : 2 } ?? 0)
            },
            inGreeting("req.ssl_cipherlist", .bin) { greeting, _ in .binary(greeting.ciphers) },
            inGreeting("req.ssl_supported_groups", .bin) { greeting, _ in
                greeting.extensionData(10).flatMap { list($0) }.map { .binary($0) }
            },
            inGreeting("req.ssl_sigalgs", .bin) { greeting, _ in
                greeting.extensionData(13).flatMap { list($0) }.map { .binary($0) }
            },
        ]
        + ["req.ssl_ver", "req_ssl_ver"].map { name in
            FetchKeyword(name, .none, .sint, .requestBytes) { _, context in version(&context) }
        }
        + ["req.ssl_hello_type", "req_ssl_hello_type"].map { messageType($0, .requestBytes) }
        + ["res.ssl_hello_type", "rep_ssl_hello_type"].map { messageType($0, .responseBytes) }

    private static func inGreeting(
        _ name: String,
        _ output: SampleType,
        _ evaluate: @escaping @Sendable (ClientGreeting, inout SampleContext) -> Sample?
    ) -> FetchKeyword {
        FetchKeyword(name, .none, output, .requestBytes) { _, context in
            guard let (bytes, _) = context.rawBytes else { return nil }
            switch ClientGreeting.read(bytes) {
            case .none: return nil
            case .incomplete:
                context.mayChange = true
                return nil
            case .whole(let greeting): return evaluate(greeting, &context)
            }
        }
    }

    /// What stands behind the number of bytes of a list.
    private static func list(_ data: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard data.count >= 2 else { return nil }
        let count = data.word(0)
        return count >= 2 && count <= data.count - 2 ? data.part(2..<(2 + count)) : nil
    }

    private static func serverName(_ data: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard data.count >= 5 else { return nil }
        let listed = data.word(0)
        guard listed >= 4, listed <= data.count - 2, data[2] == 0 else { return nil }
        let count = data.word(3)
        return count + 3 <= listed ? data.part(5..<(5 + count)) : nil
    }

    /// The names of protocols one by one.
    @Sendable
    private static func nextProtocol(
        _ greeting: ClientGreeting,
        _ context: inout SampleContext
    ) -> Sample? {
        guard let data = greeting.extensionData(16), data.count >= 3 else { return nil }
        let start = max(2, context.iterates ? context.cursor.offset : 0)
        guard start < data.count else { return nil }
        let end = start + 1 + Int(data[start])
        guard end <= data.count else { return nil }
        var name = Sample.text(data.part((start + 1)..<end))
        context.cursor.offset = end
        name.hasMore = end < data.count
        return name
    }

    /// The version that a first record tells, as its major number above its minor one.
    private static func version(_ context: inout SampleContext) -> Sample? {
        guard let (bytes, limit) = context.rawBytes else { return nil }
        guard let first = bytes.first else {
            context.mayChange = true
            return nil
        }
        guard (0x14...0x17).contains(first) || first == 0xFF else { return nil }
        guard bytes.count >= 5 else {
            context.mayChange = true
            return nil
        }
        let length = bytes.word(3)
        guard bytes[1] >= 3, length <= 16_384 + 2048 else { return nil }
        guard bytes.count - 5 >= min(length, limit - 5) else {
            context.mayChange = true
            return nil
        }
        return .integer(Int64(bytes[1]) << 16 | Int64(bytes[2]))
    }

    /// The type of a first message of a handshake, once the message is whole.
    private static func messageType(_ name: String, _ sources: SampleSources) -> FetchKeyword {
        FetchKeyword(name, .none, .sint, sources) { _, context in
            guard let (bytes, _) = context.rawBytes else { return nil }
            if let first = bytes.first, !(0x14...0x17).contains(first), first != 0xFF { return nil }
            guard bytes.count >= 9 else {
                context.mayChange = true
                return nil
            }
            guard bytes[1] >= 3, bytes.word(3) >= 4 else { return nil }
            let length = Int(bytes[6]) << 16 | bytes.word(7)
            guard bytes.count >= 9 + length else {
                context.mayChange = true
                return nil
            }
            return .integer(Int64(bytes[5]))
        }
    }
}

/// The first message of a client of TLS (RFC 5246, 7.4.1.2).
struct ClientGreeting {
    enum Reading {
        /// It is something else.
        case none
        /// More has to come.
        case incomplete
        case whole(ClientGreeting)
    }

    let ciphers: UnsafeRawBufferPointer
    private let extensions: UnsafeRawBufferPointer

    static func read(_ bytes: UnsafeRawBufferPointer) -> Reading {
        guard let first = bytes.first else { return .incomplete }
        guard first == 0x16 else { return .none }
        guard bytes.count >= 3 else { return .incomplete }
        guard bytes[1] >= 3 else { return .none }
        guard bytes.count >= 5 else { return .incomplete }
        let record = bytes.word(3)
        guard record >= 48 else { return .none }
        guard bytes.count - 5 >= record else { return .incomplete }
        guard bytes[5] == 1 else { return .none }
        let length = Int(bytes[6]) << 16 | bytes.word(7)
        guard length >= 44 else { return .none }
        guard bytes.count - 9 >= length else { return .incomplete }
        guard let greeting = ClientGreeting(bytes.part(9..<(9 + length))) else { return .none }
        return .whole(greeting)
    }

    private init?(_ body: UnsafeRawBufferPointer) {
        guard body[0] >= 3, body[1] >= 1 else { return nil }
        var position = 35 + Int(body[34])
        guard body[34] <= 32, position + 4 <= body.count else { return nil }
        let cipherCount = body.word(position)
        position += 2
        guard cipherCount >= 2, position + cipherCount <= body.count else { return nil }
        ciphers = body.part(position..<(position + cipherCount))
        position += cipherCount
        guard position + 2 <= body.count, body[position] >= 1 else { return nil }
        position += 1 + Int(body[position])
        guard position + 2 <= body.count else { return nil }
        let count = body.word(position)
        guard position + 2 + count <= body.count else { return nil }
        extensions = body.part((position + 2)..<(position + 2 + count))
    }

    /// What the extension of a number says; nil without it.
    func extensionData(_ number: Int) -> UnsafeRawBufferPointer? {
        var position = 0
        while position + 4 <= extensions.count {
            let end = position + 4 + extensions.word(position + 2)
            guard end <= extensions.count else { return nil }
            if extensions.word(position) == number { return extensions.part((position + 4)..<end) }
            position = end
        }
        return nil
    }
}

extension UnsafeRawBufferPointer {
    /// The number in two bytes, the higher one first.
    fileprivate func word(_ index: Int) -> Int { Int(self[index]) << 8 | Int(self[index + 1]) }
}

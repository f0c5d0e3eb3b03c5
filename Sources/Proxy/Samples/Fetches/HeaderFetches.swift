internal import Diagnostics
internal import HTTPWire

/// Header lines and the values in them.
extension FetchKeyword {
    static let requestHeaders: [FetchKeyword] =
        headers("req.", .requestHead) { $0.request }
        + [
            FetchKeyword(
                "hdr",
                nameAndNumber,
                .str,
                [.requestHead, .responseHead],
                check: checkOccurrence
            ) { arguments, context in
                value(arguments, &context, context.message, splits: true)
            }
        ] + aliases(of: "req.", "hdr_", .requestHead) { $0.request }

    static let responseHeaders: [FetchKeyword] =
        headers("res.", .responseHead) { $0.response }
        + [
            FetchKeyword("shdr", nameAndNumber, .str, .responseHead, check: checkOccurrence) {
                arguments,
                context in
                value(arguments, &context, context.response, splits: true)
            }
        ] + aliases(of: "res.", "shdr_", .responseHead) { $0.response }

    private typealias Side = @Sendable (SampleContext) -> HeadView?

    private static let nameAndNumber = ArgumentSignature(required: 1, .text, .number)

    @Sendable
    private static func checkOccurrence(_ draft: inout CallDraft) throws(Diagnostic) {
        if let occurrence = try draft.number(1), occurrence < -10 {
            throw draft.error("header occurrence must be >= -10")
        }
    }

    private static func headers(
        _ prefix: String,
        _ sources: SampleSources,
        _ side: @escaping Side
    ) -> [FetchKeyword] {
        [
            FetchKeyword("\(prefix)hdr", nameAndNumber, .str, sources, check: checkOccurrence) {
                value($0, &$1, side($1), splits: true)
            },
            FetchKeyword("\(prefix)fhdr", nameAndNumber, .str, sources, check: checkOccurrence) {
                value($0, &$1, side($1), splits: false)
            },
            FetchKeyword("\(prefix)fhdr_cnt", .init(required: 0, .text), .sint, sources) {
                count($0, side($1), splits: false)
            },
            FetchKeyword("\(prefix)hdr_names", .init(required: 0, .text), .str, sources) {
                names($0, &$1, side($1))
            },
            FetchKeyword("\(prefix)hdrs", .none, .bin, sources) { _, context in
                allLines(&context, side(context))
            },
        ] + aliases(of: prefix, "\(prefix)hdr_", sources, side)
    }

    /// The fetches that have two names.
    private static func aliases(
        of prefix: String,
        _ name: String,
        _ sources: SampleSources,
        _ side: @escaping Side
    ) -> [FetchKeyword] {
        [
            FetchKeyword("\(name)cnt", .init(required: 0, .text), .sint, sources) {
                count($0, side($1), splits: true)
            },
            FetchKeyword("\(name)ip", nameAndNumber, .address, sources, check: checkOccurrence) {
                address($0, &$1, side($1))
            },
            FetchKeyword("\(name)val", nameAndNumber, .sint, sources, check: checkOccurrence) {
                arguments,
                context in
                guard let text = value(arguments, &context, side(context), splits: true) else {
                    return nil
                }
                var number = Sample.integer(text.bytes.leadingInteger)
                number.hasMore = text.hasMore
                return number
            },
        ]
    }

    /// The value that the arguments and the context ask for: one by one for a test, by number, or the
    /// last.
    private static func value(
        _ arguments: ArgumentList,
        _ context: inout SampleContext,
        _ head: HeadView?,
        splits: Bool
    ) -> Sample? {
        guard let head else { return nil }
        let name = arguments.text(0)
        let occurrence = arguments.number(1)
        if occurrence == 0 && context.iterates {
            guard let bytes = next(name, head, &context.cursor, splits: splits) else { return nil }
            var sample = Sample.text(bytes)
            sample.hasMore = true
            return sample
        }
        var cursor = SampleCursor()
        if occurrence > 0 {
            var left = occurrence
            while let bytes = next(name, head, &cursor, splits: splits) {
                left -= 1
                if left == 0 { return .text(bytes) }
            }
            return nil
        }
        var total: Int64 = 0
        var last: UnsafeRawBufferPointer?
        while let bytes = next(name, head, &cursor, splits: splits) {
            total += 1
            last = bytes
        }
        if occurrence >= -1 { return last.map { .text($0) } }
        guard total + occurrence >= 0 else { return nil }
        cursor = SampleCursor()
        for _ in 0..<(total + occurrence) { _ = next(name, head, &cursor, splits: splits) }
        return next(name, head, &cursor, splits: splits).map { .text($0) }
    }

    /// The next value after a place.
    private static func next(
        _ name: UnsafeRawBufferPointer,
        _ head: HeadView,
        _ cursor: inout SampleCursor,
        splits: Bool
    ) -> UnsafeRawBufferPointer? {
        while let line = head.line(named: name, from: cursor.line) {
            let value = head.value(line)
            if line != cursor.line { cursor = SampleCursor(line: line, offset: 0) }
            guard splits else {
                cursor = SampleCursor(line: line + 1, offset: 0)
                return value.trimmed
            }
            if cursor.offset > value.count {
                cursor = SampleCursor(line: line + 1, offset: 0)
                continue
            }
            let end = endOfListItem(in: value, from: cursor.offset)
            defer { cursor.offset = end + 1 }
            return value.part(cursor.offset..<end).trimmed
        }
        return nil
    }

    private static func count(
        _ arguments: ArgumentList,
        _ head: HeadView?,
        splits: Bool
    ) -> Sample? {
        guard let head else { return nil }
        var cursor = SampleCursor()
        var count = 0
        while next(arguments.text(0), head, &cursor, splits: splits) != nil { count += 1 }
        return .integer(count)
    }

    /// The names of all lines with a delimiter between.
    private static func names(
        _ arguments: ArgumentList,
        _ context: inout SampleContext,
        _ head: HeadView?
    ) -> Sample? {
        guard let head else { return nil }
        let delimiter = arguments.text(0).first ?? 0x2C
        var writer = ArenaWriter(&context.arena, limit: 16_384)
        for index in 0..<head.lineCount {
            if writer.count > 0 { writer.write(delimiter) }
            for byte in head.name(index) { writer.write(asciiLowercased(byte)) }
        }
        return .text(writer.finish(&context.arena))
    }

    /// All lines, each with its end, and the empty one.
    private static func allLines(_ context: inout SampleContext, _ head: HeadView?) -> Sample? {
        guard let head else { return nil }
        var writer = ArenaWriter(&context.arena, limit: 16_384)
        for index in 0..<head.lineCount {
            for byte in head.name(index) { writer.write(asciiLowercased(byte)) }
            writer.write(": ")
            writer.write(head.value(index))
            writer.write("\r\n")
        }
        writer.write("\r\n")
        return .binary(writer.finish(&context.arena))
    }

    /// The first value, or the one asked for, that is an address; a port after it is left out.
    private static func address(
        _ arguments: ArgumentList,
        _ context: inout SampleContext,
        _ head: HeadView?
    ) -> Sample? {
        while let text = value(arguments, &context, head, splits: true) {
            if var address = address(in: text.bytes) {
                address.hasMore = text.hasMore
                return address
            }
            guard text.hasMore else { return nil }
        }
        return nil
    }

    private static func address(in text: UnsafeRawBufferPointer) -> Sample? {
        if let address = AddressText.ipv4(text) {
            let end = text.firstIndex { !($0 &- 0x30 < 10 || $0 == 0x2E) } ?? text.count
            if end == text.count { return address }
            let port = text.part((end + 1)..<text.count)
            let isPort =
                text[end] == 0x3A && !port.isEmpty && port.allSatisfy { $0 &- 0x30 < 10 }
                && port.leadingInteger <= 65_535
            return isPort ? address : nil
        }
        if text.first == 0x5B, text.last == 0x5D, text.count >= 2 {
            return AddressText.ipv6(text.part(1..<(text.count - 1)))
        }
        return AddressText.ipv6(text)
    }
}

/// Where an item of a list ends: at the next comma that does not stand in a quoted string.
func endOfListItem(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var position = start
    var isQuoted = false
    while position < bytes.count {
        let byte = bytes[position]
        if isQuoted {
            if byte == 0x5C { position += 1 }
            if byte == 0x22 { isQuoted = false }
        } else if byte == 0x22 {
            isQuoted = true
        } else if byte == 0x2C {
            return position
        }
        position += 1
    }
    return bytes.count
}

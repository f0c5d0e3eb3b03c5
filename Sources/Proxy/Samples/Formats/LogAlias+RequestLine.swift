/// The parts of the request line as it came: `%HM` and its like.
extension LogAlias {
    static let requestLine: [LogAlias] = [
        part("HM") { line in
            let end = line.firstIndex(where: isBlank) ?? line.count
            return end == line.count ? nil : line.part(0..<end)
        },
        part("HU") { target(of: $0) },
        part("HP") { line in
            target(of: line).map { $0.part(0..<($0.firstIndex(of: 0x3F) ?? $0.count)) }
        },
        part("HPO") { line in
            guard let target = target(of: line) else { return nil }
            let end = target.firstIndex(of: 0x3F) ?? target.count
            return target.part(pathStart(target)..<max(pathStart(target), end))
        },
        LogAlias("HQ") { writer, options, context in
            guard let line = context.fact(.requestLine)?.bytes else {
                return writer.write(text: bad, options)
            }
            let start = line.firstIndex(of: 0x3F) ?? line.count
            let end = line[start...].firstIndex(where: isBlank) ?? line.count
            write(line.part(start..<end), &writer, options)
        },
        part("HV") { line in
            guard let target = target(of: line) else { return nil }
            let end = line.count - (line.last.map(isBlank) == true ? 1 : 0)
            let start = line.lastIndex(where: isBlank).map { $0 + 1 } ?? 0
            if target.baseAddress.map({ $0 + target.count })
                == line.baseAddress.map({ $0 + line.count })
            {
                let text: StaticString = "HTTP/0.9"
                return UnsafeRawBufferPointer(start: text.utf8Start, count: 8)
            }
            return line.part(start..<max(start, end))
        },
    ]

    private static var bad: UnsafeRawBufferPointer {
        let text: StaticString = "<BADREQ>"
        return UnsafeRawBufferPointer(start: text.utf8Start, count: 8)
    }

    private static func part(
        _ name: String,
        _ find: @escaping @Sendable (UnsafeRawBufferPointer) -> UnsafeRawBufferPointer?
    ) -> LogAlias {
        LogAlias(name) { writer, options, context in
            let line = context.fact(.requestLine)?.bytes
            write(line.flatMap(find) ?? bad, &writer, options)
        }
    }

    private static func write(
        _ part: UnsafeRawBufferPointer,
        _ writer: inout ArenaWriter,
        _ options: LogOptions
    ) {
        if options.contains(.quoted) { writer.write(0x22) }
        writer.write(encoded: part, options)
        if part.isEmpty, options.contains(.mandatory), !options.contains(.quoted) {
            writer.write(0x2D)
        }
        if options.contains(.quoted) { writer.write(0x22) }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// The second word of a request line; nil when there is no blank.
    private static func target(of line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard var start = line.firstIndex(where: isBlank) else { return nil }
        while start < line.count, isBlank(line[start]) { start += 1 }
        let end = line[start...].firstIndex(where: isBlank) ?? line.count
        return line.part(start..<end)
    }

    /// Where the path begins in a target, past a scheme and a host.
    private static func pathStart(_ target: UnsafeRawBufferPointer) -> Int {
        guard target.first != 0x2F else { return 0 }
        var index = 0
        while index + 2 < target.count {
            if target[index] == 0x3A, target[index + 1] == 0x2F, target[index + 2] == 0x2F {
                return target[(index + 3)...].firstIndex(of: 0x2F) ?? target.count
            }
            index += 1
        }
        return target.firstIndex(of: 0x2F) ?? target.count
    }
}

extension UnsafeRawBufferPointer {
    /// The bytes of a range.
    func part(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[range])
    }
}

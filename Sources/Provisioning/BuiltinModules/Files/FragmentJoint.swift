internal import ModuleContract
internal import RegularExpressions

/// Which fragments `assemble` takes, and what it puts between them.
struct FragmentJoint: Sendable {
    private let expression: RegularExpression?
    private let delimiter: [UInt8]
    private let leavesHiddenOut: Bool

    init(
        pattern: String?,
        delimiter: String?,
        leavesHiddenOut: Bool
    ) throws(ModuleFailure) {
        self.leavesHiddenOut = leavesHiddenOut
        self.delimiter = try Self.unescaped(Array((delimiter ?? "").utf8))
        guard let pattern else {
            expression = nil
            return
        }
        do throws(RegularExpressionError) {
            expression = try RegularExpression(pattern, options: .python)
        } catch {
            throw ModuleFailure("Invalid Regexp (\(error)) in \"\(pattern)\"")
        }
    }

    /// The whole: fragments by name, each on lines of its own, the delimiter between them.
    func joined(_ fragments: [Fragment]) throws(ModuleFailure) -> [UInt8] {
        let newline = UInt8(ascii: "\n")
        var whole: [UInt8] = []
        var isFirst = true
        var endsLine = true
        let sorted = fragments.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for fragment in sorted where try takes(fragment.name) {
            guard let content = fragment.content else {
                throw ModuleFailure(
                    "the fragment \(fragment.name) has more than \(Fragment.byteLimit) bytes"
                )
            }
            if !endsLine { whole.append(newline) }
            if !isFirst, let last = delimiter.last {
                whole += delimiter
                if last != newline { whole.append(newline) }
            }
            whole += content
            isFirst = false
            endsLine = content.last == newline
        }
        return whole
    }

    private func takes(_ name: String) throws(ModuleFailure) -> Bool {
        if leavesHiddenOut, name.hasPrefix(".") { return false }
        guard let expression else { return true }
        do throws(RegularExpressionError) {
            return try expression.matches(name)
        } catch {
            throw ModuleFailure("the regexp cannot be held against '\(name)': \(error)")
        }
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "a"): 7,
        UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "v"): 11,
        UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "'"): UInt8(ascii: "'"),
        UInt8(ascii: "\""): UInt8(ascii: "\""),
    ]

    /// The text with its escapes as the bytes that they mean in Python.
    private static func unescaped(_ text: [UInt8]) throws(ModuleFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard let kind = rest.popFirst() else {
                throw ModuleFailure("the delimiter ends within an escape: it has a lone '\\'")
            }
            switch kind {
            case UInt8(ascii: "\n"): continue
            case UInt8(ascii: "x"):
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else {
                    throw ModuleFailure("the delimiter has a '\\x' without two digits")
                }
                bytes.append(value)
                rest = rest.dropFirst(2)
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                let more = rest.prefix(2).prefix { (48...55).contains($0) }
                let digits = String(decoding: [kind] + more, as: UTF8.self)
                bytes.append(UInt8(truncatingIfNeeded: Int(digits, radix: 8) ?? 0))
                rest = rest.dropFirst(more.count)
            default:
                if let meant = escapes[kind] {
                    bytes.append(meant)
                } else {
                    bytes += [byte, kind]
                }
            }
        }
        return bytes
    }
}

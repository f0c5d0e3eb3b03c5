/// A text with Python's escapes replaced: `\n`, `\x41`, `\u00e4`, `\'`; unknown ones stay.
func pythonUnescaped(_ text: String) -> String {
    guard text.contains("\\") else { return text }
    var result = ""
    var rest = Substring(text).unicodeScalars
    while let scalar = rest.popFirst() {
        guard scalar == "\\", let kind = rest.popFirst() else {
            result.unicodeScalars.append(scalar)
            continue
        }
        if let plain = simpleEscapes[kind] {
            result += plain
        } else if let count = hexadecimalEscapes[kind], let code = hexadecimal(rest.prefix(count)),
            rest.prefix(count).count == count, let decoded = Unicode.Scalar(code)
        {
            result.unicodeScalars.append(decoded)
            rest = rest.dropFirst(count)
        } else if ("0"..."7").contains(kind) {
            let digits = [kind] + rest.prefix(2).prefix { ("0"..."7").contains($0) }
            rest = rest.dropFirst(digits.count - 1)
            let code = digits.reduce(UInt32(0)) { $0 * 8 + $1.value - 0x30 }
            result.unicodeScalars.append(Unicode.Scalar(code) ?? "\u{FFFD}")
        } else {
            result += "\\"
            result.unicodeScalars.append(kind)
        }
    }
    return result
}

private let simpleEscapes: [Unicode.Scalar: String] = [
    "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", "\"": "\"", "a": "\u{07}",
    "b": "\u{08}", "f": "\u{0C}", "v": "\u{0B}", "\n": "",
]

private let hexadecimalEscapes: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]

private func hexadecimal(_ digits: Substring.UnicodeScalarView.SubSequence) -> UInt32? {
    UInt32(String(String.UnicodeScalarView(digits)), radix: 16)
}

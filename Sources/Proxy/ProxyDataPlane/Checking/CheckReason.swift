internal import LinuxSystem

/// Why the health of a server changed, in HAProxy's words.
///
/// `code` and `milliseconds` are nil where there are none; `detail` may come from a server and is
/// written so that it cannot break out of the line.
func checkReason(
    _ description: String,
    code: Int?,
    detail: [UInt8],
    milliseconds: Int?
) -> String {
    var text = "reason: \(description)"
    if let code { text += ", code: \(code)" }
    if !detail.isEmpty { text += ", info: \"\(printable(detail))\"" }
    if let milliseconds { text += ", check duration: \(milliseconds)ms" }
    return text
}

/// Bytes without quotes, angle brackets and what is not printable: those as `<22>`.
private func printable(_ text: [UInt8]) -> String {
    var result = ""
    for byte in text {
        let isPlain = (0x20..<0x7F).contains(byte) && byte != 0x22 && byte != 0x3C && byte != 0x3E
        if isPlain {
            result.unicodeScalars.append(Unicode.Scalar(byte))
        } else {
            let digits = String(byte, radix: 16, uppercase: true)
            result += "<\(digits.count < 2 ? "0" : "")\(digits)>"
        }
    }
    return result
}

extension Errno {
    /// What is wrong, with a capital letter.
    var sentence: String {
        let text = description
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}

extension Errno {
    /// Why no connection came about, in HAProxy's words.
    var connectSentence: String {
        let name =
            switch self {
            case .connectionRefused: "ECONNREFUSED"
            case .connectionReset: "ECONNRESET"
            case .networkUnreachable: "ENETUNREACH"
            default: ""
            }
        return name.isEmpty ? sentence : "\(name) returned by OS (\(sentence))"
    }
}

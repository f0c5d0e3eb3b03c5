internal import Diagnostics
internal import DocumentValues
internal import HTTPWire

/// The ways a secret is spelled where a text was put together before it could be masked.
///
/// A command line quotes it, a template writes it as JSON, YAML or Python does, a URL or a header
/// encodes it. What is encoded in one piece with other text, as the user and the password of basic
/// authentication, is found too: base64 of a middle does not depend on what stands around it.
enum SecretSpellings {
    /// The secret itself, its lines, and the encodings of both.
    static func all(of secret: String) -> [String] {
        var plain = [secret]
        func take(_ text: some StringProtocol) {
            let text = String(text)
            if !text.isEmpty && !plain.contains(text) { plain.append(text) }
        }
        for line in secret.split(whereSeparator: \.isNewline) {
            take(line)
            take(line.trimmingBlanks())
        }
        var spellings: [String] = []
        for text in plain {
            for spelling in [text] + encodings(of: text) where !spellings.contains(spelling) {
                spellings.append(spelling)
            }
        }
        return spellings
    }

    private static func encodings(of text: String) -> [String] {
        let json = String(resultText(.string(text)).dropFirst().dropLast())
        let url = percentEncoded(text, blank: "%20")
        return [
            json,
            asciiOnly(json),
            text.replacing("'", with: "''"),
            text.replacing("'", with: "'\\''"),
            text.replacing("'", with: "'\"'\"'"),
            text.replacing("\\", with: "\\\\").replacing("'", with: "\\'"),
            xmlEscaped(text, numbered: true),
            xmlEscaped(text, numbered: false),
            url,
            url.replacing("%20", with: "+"),
            url.replacing("%2F", with: "/"),
        ] + base64(of: Array(text.utf8))
    }

    private static func asciiOnly(_ text: String) -> String {
        var result = ""
        for unit in text.utf16 {
            if let scalar = Unicode.Scalar(unit), scalar.isASCII {
                result.unicodeScalars.append(scalar)
            } else {
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return result
    }

    private static func xmlEscaped(_ text: String, numbered: Bool) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;")
            .replacing("\"", with: numbered ? "&#34;" : "&quot;")
            .replacing("'", with: "&#39;")
    }

    private static func percentEncoded(_ text: String, blank: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: " "): result += blank
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }

    /// What base64 makes of the bytes wherever they begin in a longer text, in both alphabets.
    ///
    /// Only the characters that depend on nothing but the bytes are kept, and only where there are
    /// enough of them to be no coincidence.
    private static func base64(of bytes: [UInt8]) -> [String] {
        var found: [String] = []
        for lead in 0..<3 {
            let encoded = Base64.encode([UInt8](repeating: 0, count: lead) + bytes)
            let inner = encoded.prefix((lead + bytes.count) * 8 / 6).dropFirst((lead * 8 + 5) / 6)
            if inner.count >= 6 { found.append(String(inner)) }
        }
        return found + found.map { $0.replacing("+", with: "-").replacing("/", with: "_") }
    }
}

/// Text as one segment of a URL's path or one part of a query: all but letters, digits, `-._~`
/// becomes `%XX`.
public func percentEncoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            encoded.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            let hex = String(byte, radix: 16, uppercase: true)
            encoded += "%" + (hex.count == 1 ? "0" + hex : hex)
        }
    }
    return encoded
}

/// A query from names and values, in the order of the names: `?a=1&b=2`; empty without any.
public func percentEncodedQuery(_ query: [String: String]) -> String {
    if query.isEmpty { return "" }
    let pairs = query.sorted { $0.key < $1.key }
        .map { "\(percentEncoded($0.key))=\(percentEncoded($0.value))" }
    return "?" + pairs.joined(separator: "&")
}

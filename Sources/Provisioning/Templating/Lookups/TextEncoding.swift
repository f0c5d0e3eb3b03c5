internal import DocumentValues

/// The encodings that files of tables are read in.
enum TextEncoding {
    case utf8
    case latin1

    /// The encoding of a name, as Python spells it.
    init(_ name: String) throws {
        switch name.lowercased().filter({ $0 != "-" && $0 != "_" }) {
        case "utf8", "ascii", "usascii": self = .utf8
        case "latin1", "iso88591", "l1": self = .latin1
        default:
            throw OperationFailure(
                "the encoding '\(name)' is not supported",
                expected: "utf-8 or latin-1"
            )
        }
    }

    /// The text of bytes.
    func text(_ bytes: [UInt8]) -> String {
        switch self {
        case .utf8: return EscapedBytes.text(bytes)
        case .latin1:
            var text = ""
            for byte in bytes { text.unicodeScalars.append(UnicodeScalar(byte)) }
            return text
        }
    }
}

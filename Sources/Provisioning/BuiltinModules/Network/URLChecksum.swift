internal import Cryptography
internal import DocumentValues
internal import ModuleContract

/// What `get_url` is told of the digest that a file has to have.
struct URLChecksum: Sendable, Hashable {
    /// How it is made.
    var digest: Digest
    /// The digits, or the address of a file that lists them.
    var text: String

    /// Reads `ALGORITHM:DIGITS` or `ALGORITHM:ADDRESS`; nil when nothing is given.
    init?(_ argument: String) throws(ModuleFailure) {
        if argument.isEmpty { return nil }
        guard let colon = argument.firstIndex(of: ":") else {
            throw ModuleFailure(
                "The checksum parameter has to be in format <algorithm>:<checksum>"
            )
        }
        guard let digest = Digest(rawValue: String(argument[..<colon]).lowercased()) else {
            throw ModuleFailure(
                "Could not hash file with algorithm '\(argument[..<colon])'. Available algorithms: "
                    + Digest.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        self.digest = digest
        text = String(argument[argument.index(after: colon)...])
        if !isListed { text = try Self.digits(text) }
    }

    /// Whether the digits stand in a file of their own.
    var isListed: Bool {
        ["http://", "https://", "ftp://", "file://"].contains(where: text.lowercased().hasPrefix)
    }

    /// The digits alone, whatever is written around them.
    private static func digits(_ text: String) throws(ModuleFailure) -> String {
        let digits = text.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "_" }
        guard !digits.isEmpty, digits.allSatisfy(\.isHexDigit) else {
            throw ModuleFailure("The checksum format is invalid")
        }
        return digits
    }

    /// The same, with the digits that a list has for a file.
    func resolved(in list: [UInt8], for name: String) throws(ModuleFailure) -> URLChecksum {
        let lines = lines(of: String(decoding: list, as: UTF8.self)).compactMap(\.string)
        var digits: String?
        if lines.count == 1, lines[0].split(whereSeparator: \.isWhitespace).count == 1 {
            digits = lines[0]
        } else {
            digits = lines.lazy.compactMap(Self.entry).first { $0.name == name }?.digits
        }
        guard let digits else {
            throw ModuleFailure("Unable to find a checksum for file '\(name)' in '\(text)'")
        }
        var resolved = self
        resolved.text = try Self.digits(digits)
        return resolved
    }

    /// The digits and the name of a line as `sha256sum` prints it.
    private static func entry(_ line: String) -> (digits: String, name: String)? {
        guard let blank = line.firstIndex(of: " ") else { return nil }
        var name = line[line.index(after: blank)...]
        if name.first == " " || name.first == "*" { name = name.dropFirst() }
        return (String(line[..<blank]), String(name.drop { $0 == "." || $0 == "/" }))
    }

    /// The name of the file that an address leads to.
    static func fileName(in url: String) -> String {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        let afterScheme = path.split(separator: "://", maxSplits: 1).last ?? path
        guard let slash = afterScheme.lastIndex(of: "/") else { return "index.html" }
        let name = afterScheme[afterScheme.index(after: slash)...]
        return name.isEmpty ? "index.html" : String(name)
    }
}

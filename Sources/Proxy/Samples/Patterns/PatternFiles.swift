public import Diagnostics

extension SampleTools {
    /// The list of a file: read once, whoever uses it.
    public func list(
        ofFile file: String,
        isMap: Bool,
        at place: SourcePlace?
    ) throws(Diagnostic) -> PatternList {
        if let known = patterns.list(ofFile: file) {
            if known.isMap == isMap { return known }
            throw Diagnostic(
                "the file '\(file)' is used both as a map and as a list of patterns",
                at: place
            )
        }
        let kind = isMap ? "map" : "pattern"
        guard case .bytes(let bytes) = readFile(file) else {
            guard case .unreadable(let reason) = readFile(file), !reason.isEmpty else {
                throw Diagnostic("cannot read the \(kind) file '\(file)'", at: place)
            }
            throw Diagnostic("cannot read the \(kind) file '\(file)': \(reason)", at: place)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Diagnostic("the \(kind) file '\(file)' holds bytes that are no UTF-8", at: place)
        }
        let entries = text.utf8.split { $0 == 0x0A || $0 == 0x0D }
            .map { Self.trimmed(Substring($0)) }
            .filter { !$0.isEmpty && $0.utf8.first != 0x23 }
            .map { isMap ? Self.mapEntry($0) : PatternEntry(key: String($0)) }
        let title = "pattern loaded from file '\(file)' used by \(isMap ? "map" : "acl")"
        return patterns.add(file: file, title: title, isMap: isMap, entries)
    }

    private static func mapEntry(_ line: Substring) -> PatternEntry {
        let key = line.utf8.prefix { $0 != 0x20 && $0 != 0x09 }
        let value = trimmed(line[key.endIndex...])
        return PatternEntry(key: String(Substring(key)), value: String(value))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var bytes = text.utf8
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return Substring(bytes)
    }
}

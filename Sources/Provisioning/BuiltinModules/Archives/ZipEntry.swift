/// One entry of a zip file, as `zipinfo -T -s` describes it.
struct ZipEntry: Sendable {
    /// The path as the archive has it; directories end with a slash.
    var name: String
    /// `f`, `d` or `L`, as rsync's itemized changes have them.
    var letter: Character
    /// The size of the content in bytes.
    var size: Int
    /// The local time of the content, as `stat` writes it, with no fraction.
    var time: String
    private let permissions: Substring

    /// Reads a line; nil for those of header and footer.
    init?(_ line: String) {
        let fields = line.split(maxSplits: 7) { $0 == " " }
        guard fields.count == 8, [7, 8, 10].contains(fields[0].count), fields[6].count == 15,
            let kind = fields[0].first, "dl-?".contains(kind), let size = Int(fields[3])
        else { return nil }
        permissions = fields[0].dropFirst()
        guard permissions.allSatisfy({ "rwxstah-".contains($0) }) else { return nil }
        name = String(fields[7])
        self.size = size
        letter = name.hasSuffix("/") ? "d" : kind == "l" ? "L" : "f"
        time = Self.time(fields[6])
    }

    /// The permission bits that unpacking gives the entry.
    ///
    /// Those of systems without such bits follow from whether it can be executed; the bits beside
    /// `rwx` are never set.
    func bits(umask: Int) -> Int {
        guard permissions.count == 9 else {
            let isProgram = letter == "d" || permissions.hasPrefix("rwx")
            return (isProgram ? 0o777 : 0o666) & ~umask
        }
        return permissions.reduce(0) { $0 << 1 | ("rwxst".contains($1) ? 1 : 0) }
    }

    /// The name as a pattern that only it matches.
    static func pattern(_ name: String) -> String {
        name.reduce(into: "") { text, character in
            if "[]*?\\".contains(character) { text.append("\\") }
            text.append(character)
        }
    }

    // `20261126.043018` becomes `2026-11-26 04:30:18`; a zip file has the years 1980 to 2107.
    private static func time(_ text: Substring) -> String {
        let digits = text.filter(\.isNumber)
        let year = Int(digits.prefix(4)) ?? 0
        if digits.count != 14 || year < 1980 { return "1980-01-01 00:00:00" }
        if year > 2107 { return "2107-12-31 23:59:59" }
        let parts = [4, 6, 8, 10, 12].map { start in
            String(digits.dropFirst(start).prefix(2))
        }
        return "\(year)-\(parts[0])-\(parts[1]) \(parts[2]):\(parts[3]):\(parts[4])"
    }
}

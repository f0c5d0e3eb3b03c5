/// Where installed packages come from, by what `apt-cache policy` prints of the sources and then of
/// each package.
struct AptOrigins: Sendable {
    /// The origins by source.
    private var originBySource: [String: String] = [:]
    /// The first source that has the installed version, by package.
    private var sourceByPackage: [String: String] = [:]
    private var source = ""
    private var package = ""
    private var isAtInstalled = false

    /// The origin of an installed package; empty when no source has it.
    func origin(of package: String) -> String {
        sourceByPackage[package].flatMap { originBySource[$0] } ?? ""
    }

    /// Takes the next line.
    mutating func take(_ line: Substring) {
        let words = line.split(separator: " ")
        if line.first != " " {
            package = line.last == ":" ? String(line.dropLast()) : ""
            isAtInstalled = false
        } else if line.hasPrefix(" *** ") {
            isAtInstalled = true
        } else if line.hasPrefix("        "), words.count > 1 {
            if isAtInstalled, sourceByPackage[package] == nil {
                sourceByPackage[package] = words.dropFirst().joined(separator: " ")
            }
        } else if words.first == "release" {
            // The words are `key=value` between commas, and values hold spaces.
            let fields = line.drop { $0 == " " }.dropFirst(8).split(separator: ",")
            let origin = fields.first { $0.hasPrefix("o=") }
            originBySource[source] = origin.map { String($0.dropFirst(2)) } ?? ""
        } else if line.hasPrefix("     "), words.first != "origin" {
            // Another version of the package.
            isAtInstalled = false
        } else if words.count > 1 {
            source = words.dropFirst().joined(separator: " ")
        }
    }
}

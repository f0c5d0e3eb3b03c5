/// What a line may name after a dollar sign: variables of the environment, and where the line stands.
struct LineVariables: Sendable {
    /// The value of a variable of the environment.
    let variable: @Sendable (String) -> String?
    /// The name of the section, or its keyword when it has no name.
    var section = ""

    /// The value of a name, at a line of a file; nil when there is none.
    func value(of name: String, file: String, line: Int) -> String? {
        switch name {
        case ".FILE": return file
        case ".LINE": return String(line)
        case ".SECTION": return section
        default: return variable(name)
        }
    }

    /// The names that begin with a dot.
    static let places: Set<String> = [".FILE", ".LINE", ".SECTION"]
}

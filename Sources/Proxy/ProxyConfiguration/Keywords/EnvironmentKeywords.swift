internal import Diagnostics

/// The keywords of `global` that change variables for the lines that follow.
enum EnvironmentKeywords {
    static let all: [Keyword] = [
        .global("setenv", "<name> <value>") { arguments, _, tools throws(Diagnostic) in
            let name = try arguments.needVariable()
            tools.variables.set(name, try arguments.need("a value").text)
        },
        .global("presetenv", "<name> <value>") { arguments, _, tools throws(Diagnostic) in
            let name = try arguments.needVariable()
            let value = try arguments.need("a value").text
            if tools.variables.value(of: name) == nil { tools.variables.set(name, value) }
        },
        .global("unsetenv", "<name>...") { arguments, _, tools throws(Diagnostic) in
            tools.variables.remove(try arguments.needVariable())
            while arguments.upcoming != nil {
                tools.variables.remove(try arguments.needVariable())
            }
        },
        .global("resetenv", "[<name>...]") { arguments, _, tools throws(Diagnostic) in
            tools.variables.keepOnly(Set(arguments.takeRest().map(\.text)))
        },
    ]
}

extension Arguments {
    /// The name of a variable that may be set.
    fileprivate mutating func needVariable() throws(Diagnostic) -> String {
        let word = try need("the name of a variable")
        guard !word.text.contains("=") else {
            throw Diagnostic("'\(word.text)' is no name of a variable", at: word.place)
        }
        return word.text
    }
}

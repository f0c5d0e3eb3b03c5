internal import Glibc

/// The environment of this process.
///
/// The C functions are `getenv` and `setenv`.
///
/// Changes are for the start of the program, before threads run.
public enum Environment {
    /// The value of a variable; nil when it is not set.
    public static subscript(name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// All variables.
    public static var all: [String: String] {
        var result: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                result[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return result
    }

    /// Sets a variable.
    public static func set(_ name: String, _ value: String) {
        setenv(name, value, 1)
    }

    /// Removes a variable.
    public static func remove(_ name: String) {
        unsetenv(name)
    }
}

internal import DocumentValues
internal import ModuleContract

/// The permission bits that a task asks for.
enum FileMode: Sendable, Hashable {
    /// These bits.
    case absolute(Int)
    /// Changes of the bits that are there, as `u=rw,g-w`.
    case symbolic([Clause])
    /// Those of the source file.
    case preserve

    /// One part of a symbolic mode, between commas.
    struct Clause: Sendable, Hashable {
        /// `u`, `g`, `o`.
        var users: [Character]
        /// Whether no user was named, so that the umask counts.
        var usesUmask: Bool
        /// `+`, `-` or `=` with the permissions after it.
        var steps: [Step]
    }

    /// An operator with its permissions.
    struct Step: Sendable, Hashable {
        /// `+`, `-` or `=`.
        var operation: Character
        /// `rwxXst` or one of `ugo`.
        var permissions: String
    }

    /// Reads the argument `mode` or `directory_mode`.
    init(_ value: Value, allowsPreserve: Bool = false) throws(ModuleFailure) {
        switch value {
        case .integer(let number) where (0...0o7777).contains(number):
            self = .absolute(number)
        case .string("preserve") where allowsPreserve:
            self = .preserve
        case .string(let text):
            if let number = Int(text, radix: 8) {
                guard (0...0o7777).contains(number) else { throw Self.refused(text) }
                self = .absolute(number)
            } else {
                self = .symbolic(try Self.clauses(text))
            }
        default:
            throw Self.refused(String(describing: value))
        }
    }

    /// The bits that come of the bits that are there.
    func bits(from current: Int, isDirectory: Bool, umask: Int) -> Int? {
        switch self {
        case .absolute(let bits):
            return bits
        case .preserve:
            return nil
        case .symbolic(let clauses):
            let original = current
            var bits = current & 0o7777
            for clause in clauses {
                for step in clause.steps {
                    let before = bits
                    for user in clause.users {
                        let wanted = Self.bits(
                            of: step.permissions,
                            for: user,
                            original: original,
                            before: before,
                            isDirectory: isDirectory
                        )
                        let masked = clause.usesUmask ? wanted & ~umask : wanted
                        bits = Self.apply(step.operation, masked, for: user, to: bits)
                    }
                }
            }
            return bits
        }
    }

    private static func refused(_ text: String) -> ModuleFailure {
        ModuleFailure(
            "mode must be in octal or symbolic form: '\(text)' is neither, as \"0644\" or "
                + "\"u=rw,g=r,o=r\" are"
        )
    }

    private static func clauses(_ text: String) throws(ModuleFailure) -> [Clause] {
        var clauses: [Clause] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let users = part.prefix { "ugoa".contains($0) }
            var rest = part.dropFirst(users.count)
            var steps: [Step] = []
            while let operation = rest.first, "+-=".contains(operation) {
                rest = rest.dropFirst()
                let permissions = rest.prefix { !"+-=".contains($0) }
                let isCopy = permissions.count == 1 && permissions.allSatisfy { "ugo".contains($0) }
                guard isCopy || permissions.allSatisfy({ "rwxXst".contains($0) }) else {
                    throw refused(text)
                }
                steps.append(Step(operation: operation, permissions: String(permissions)))
                rest = rest.dropFirst(permissions.count)
            }
            guard rest.isEmpty, !steps.isEmpty else { throw refused(text) }
            let isAll = users.isEmpty || users.contains("a")
            clauses.append(
                Clause(
                    users: isAll ? ["u", "g", "o"] : Array(users),
                    usesUmask: users.isEmpty,
                    steps: steps
                )
            )
        }
        return clauses
    }

    private static func shift(_ user: Character) -> Int { user == "u" ? 6 : user == "g" ? 3 : 0 }

    private static func bits(
        of permissions: String,
        for user: Character,
        original: Int,
        before: Int,
        isDirectory: Bool
    ) -> Int {
        var bits = 0
        for permission in permissions {
            switch permission {
            case "r": bits |= 0o4 << shift(user)
            case "w": bits |= 0o2 << shift(user)
            case "x": bits |= 0o1 << shift(user)
            case "X" where isDirectory || before & 0o111 != 0: bits |= 0o1 << shift(user)
            case "s" where user != "o": bits |= user == "u" ? 0o4000 : 0o2000
            case "t" where user == "o": bits |= 0o1000
            case "u", "g", "o":
                bits |= ((original >> shift(permission)) & 0o7) << shift(user)
            default: break
            }
        }
        return bits
    }

    private static func apply(
        _ operation: Character,
        _ wanted: Int,
        for user: Character,
        to bits: Int
    ) -> Int {
        switch operation {
        case "+": return bits | wanted
        case "-": return bits & ~wanted
        default:
            let special = user == "u" ? 0o4000 : user == "g" ? 0o2000 : 0o1000
            return bits & ~(0o7 << shift(user)) & ~special | wanted
        }
    }
}

/// A way to act as another user: a program that starts a shell as that user.
public struct BecomeMethod: Sendable {
    /// What a method asks a password with.
    enum Question: Sendable {
        /// A text that is chosen for it.
        case chosen
        /// One of its own texts, in whatever language; what is given stands in all of them.
        case own([String])
        /// None: it can't read a password without a terminal.
        case none
    }

    /// What a start of the program is made of.
    struct Start: Sendable {
        /// The options.
        var flags: [String]
        /// The user to act as.
        var user: String
        /// What the password is asked with, where that is chosen.
        var prompt: String
        /// The text of the shell.
        var shell: String
    }

    /// The method's name, which is its program's.
    public let name: String
    /// The options that the program is given when none are asked for.
    let usualFlags: [String]
    /// How it asks for a password.
    let question: Question
    /// The argument vector that starts the shell.
    let words: @Sendable (Start) -> [String]
}

extension BecomeMethod: Hashable {
    /// Methods are known by their names.
    public static func == (left: BecomeMethod, right: BecomeMethod) -> Bool {
        left.name == right.name
    }

    /// Methods are known by their names.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension BecomeMethod {
    /// All methods.
    public static let all: [BecomeMethod] = [.sudo, .su, .doas]

    /// The method of a name; that of a collection may stand before it.
    public static func named(_ name: String) -> BecomeMethod? {
        let short = name.split(separator: ".").last.map(String.init)
        return all.first { $0.name == short }
    }

    /// `sudo`, which asks on its error output.
    public static let sudo = BecomeMethod(
        name: "sudo",
        usualFlags: ["-H"],
        question: .chosen,
        words: { start in
            ["sudo"] + start.flags.filter { $0 != "-n" && $0 != "-S" }
                + ["-S", "-p", start.prompt, "-u", start.user, "--", "sh", "-c", start.shell]
        }
    )

    /// `su`, which asks root nothing.
    public static let su = BecomeMethod(
        name: "su",
        usualFlags: [],
        question: .own([
            "assword:", "assword for", "asswort:", "ot de passe", "ontraseña:", "enha:", "ароль:",
            "密码：", "密碼：", "パスワード:", "암호:",
        ]),
        words: { start in
            ["su"] + start.flags + ["-s", "/bin/sh", start.user, "-c", start.shell]
        }
    )

    /// `doas`, for rules that ask nothing.
    public static let doas = BecomeMethod(
        name: "doas",
        usualFlags: [],
        question: .none,
        words: { start in
            ["doas"] + start.flags.filter { $0 != "-n" }
                + ["-n", "-u", start.user, "sh", "-c", start.shell]
        }
    )
}

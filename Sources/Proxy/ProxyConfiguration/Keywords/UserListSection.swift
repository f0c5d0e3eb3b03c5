internal import Diagnostics
internal import LinuxSystem
internal import Samples

/// A `userlist` section while it is read.
struct UserListDraft {
    var name: String
    var users: [UserList.User] = []
    /// `group` lines: the users that they name.
    var groups: [(name: String, users: [String])] = []
}

extension ConfigurationDraft {
    /// Hands the lists to those who mention them.
    func declareUserLists(_ catalogue: UserCatalogue) {
        for draft in userLists {
            var users = draft.users
            for group in draft.groups {
                for index in users.indices where group.users.contains(users[index].name) {
                    users[index].groups.append(group.name)
                }
            }
            catalogue.list(draft.name).declare(users) { password, hash in
                PasswordHash.matches(password, hash)
            }
        }
    }
}

/// `userlist` and its keywords.
enum UserListSection {
    static let section = OtherSection("userlist", "<name>", .userlist) {
        arguments,
        draft,
        _ throws(Diagnostic) in
        let name = try arguments.need("a name")
        if draft.userLists.contains(where: { $0.name == name.text }) {
            throw Diagnostic("there is a userlist '\(name.text)' already", at: name.place)
        }
        draft.userLists.append(UserListDraft(name: name.text))
    }

    static let all: [Keyword] = [
        .section(
            "user",
            "<name> password|insecure-password <password> [groups <names>]",
            in: .userlist,
            manual: "3.4"
        ) {
            arguments,
            draft,
            _ throws(Diagnostic) in
            let name = try arguments.need("a name").text
            var user = UserList.User(name: name, password: "", isHashed: false)
            while let word = arguments.take() {
                switch word.text {
                case "password":
                    user.password = try arguments.need("a password").text
                    user.isHashed = true
                    guard PasswordHash.isKnown(user.password) else {
                        throw Diagnostic(
                            "the hash of '\(name)' is of a kind that is not supported",
                            at: word.place,
                            expected: "$5$ (SHA-256), $6$ (SHA-512) or $1$ (MD5)"
                        )
                    }
                case "insecure-password":
                    user.password = try arguments.need("a password").text
                    user.isHashed = false
                case "groups":
                    let groups = try arguments.need("names").text.split(separator: ",")
                    user.groups += groups.map(String.init)
                default:
                    throw .unknown(
                        "argument of 'user'",
                        word.text,
                        among: ["password", "insecure-password", "groups"],
                        at: word.place
                    )
                }
            }
            draft.userLists[draft.userLists.count - 1].users.append(user)
        },
        .section("group", "<name> [users <names>]", in: .userlist, manual: "3.4") {
            arguments,
            draft,
            _ throws(Diagnostic) in
            let name = try arguments.need("a name").text
            let users =
                arguments.take("users")
                ? try arguments.need("names").text.split(separator: ",").map(String.init) : []
            draft.userLists[draft.userLists.count - 1].groups.append((name, users))
        },
    ]
}

public import Diagnostics
internal import Synchronization

/// A `userlist` section: who may authenticate, with which password, in which groups.
public final class UserList: Sendable {
    /// One `user` line.
    public struct User: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The password, plain or as a hash of crypt(3).
        public var password: String
        /// Whether the password is a hash.
        public var isHashed: Bool
        /// The groups that it is in.
        public var groups: [String] = []

        /// A user.
        public init(name: String, password: String, isHashed: Bool) {
            self.name = name
            self.password = password
            self.isHashed = isHashed
        }
    }

    /// Checks a password against a hash of crypt(3).
    public typealias HashCheck = @Sendable (_ password: String, _ hash: String) -> Bool

    /// The name of the section.
    public let name: String
    private let content = Mutex<(users: [User], check: HashCheck)?>(nil)

    init(name: String) { self.name = name }

    /// Whether its section was read.
    public var isDeclared: Bool { content.withLock { $0 != nil } }

    /// Takes what the section said.
    public func declare(_ users: [User], checkingHashesBy check: @escaping HashCheck) {
        content.withLock { $0 = (users, check) }
    }

    /// Whether a user has that password.
    func accepts(_ name: UnsafeRawBufferPointer, password: UnsafeRawBufferPointer) -> Bool {
        guard let (users, check) = content.withLock({ $0 }),
            let user = users.first(where: { name.elementsEqual($0.name.utf8) })
        else { return false }
        guard user.isHashed else { return password.elementsEqual(user.password.utf8) }
        return check(String(decoding: password, as: UTF8.self), user.password)
    }

    /// A group of a user, by number.
    func group(
        _ number: Int,
        of name: UnsafeRawBufferPointer,
        _ arena: inout SampleArena
    ) -> UnsafeRawBufferPointer? {
        let user = content.withLock { content in
            content?.users.first { name.elementsEqual($0.name.utf8) }
        }
        guard let user, number < user.groups.count else { return nil }
        return arena.store(user.groups[number].utf8)
    }
}

/// The userlists of one configuration; a list may be mentioned before its section.
public final class UserCatalogue: Sendable {
    private struct State {
        var lists: [String: UserList] = [:]
        var mentions: [(name: String, place: SourcePlace?)] = []
    }

    private let state = Mutex(State())

    /// No lists.
    public init() {}

    /// The list of a name.
    public func list(_ name: String) -> UserList {
        state.withLock { state in
            if let list = state.lists[name] { return list }
            let list = UserList(name: name)
            state.lists[name] = list
            return list
        }
    }

    func list(_ name: String, mentionedAt place: SourcePlace?) -> UserList {
        state.withLock { $0.mentions.append((name, place)) }
        return list(name)
    }

    /// Errors about lists that are mentioned and not there.
    public var undeclared: [Diagnostic] {
        state.withLock { state in
            let known = state.lists.filter { $0.value.isDeclared }.map(\.key)
            return state.mentions.filter { state.lists[$0.name]?.isDeclared != true }.map {
                .unknown("userlist", $0.name, among: known, at: $0.place)
            }
        }
    }
}

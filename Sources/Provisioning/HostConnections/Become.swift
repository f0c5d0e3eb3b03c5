/// Acting as another user than the one the connection logged in as.
public struct Become: Sendable, Hashable {
    /// The user to act as.
    public var user: String

    /// How the user is reached; nil is the usual way: `su` from root, `sudo` from others.
    public var method: BecomeMethod?

    /// Options for the method's program in the place of the usual ones.
    public var flags: [String]?

    /// The password that the method may ask for; it never stands in an argument vector or a message.
    public var password: String?

    /// Names the user.
    public init(
        user: String = "root",
        method: BecomeMethod? = nil,
        flags: [String]? = nil,
        password: String? = nil
    ) {
        self.user = user
        self.method = method
        self.flags = flags
        self.password = password
    }
}

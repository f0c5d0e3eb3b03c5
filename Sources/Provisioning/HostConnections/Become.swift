/// Acting as another user than the one the connection logged in as.
public struct Become: Sendable, Hashable {
    /// How the other user is reached.
    public enum Method: String, Sendable, CaseIterable {
        /// `sudo -u USER`, with the password on its standard input when there is one.
        case sudo
    }

    /// The user to act as.
    public var user: String

    /// How the user is reached.
    public var method: Method

    /// The password `sudo` may ask for; it never stands in an argument vector or a message.
    public var password: String?

    /// Names the user.
    public init(user: String = "root", method: Method = .sudo, password: String? = nil) {
        self.user = user
        self.method = method
        self.password = password
    }
}

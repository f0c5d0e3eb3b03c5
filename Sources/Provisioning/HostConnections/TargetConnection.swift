/// The way to one target, open for the whole run: what every kind of connection offers.
///
/// Calls block and may come from any thread; calls to one target are worked off one after the
/// other, streams beside them.
public protocol TargetConnection: AnyObject, Sendable {
    /// The target in the operator's words, as in messages: the inventory's name.
    var name: String { get }

    /// Whether the way to the target still stands, as far as that is known without asking.
    ///
    /// One that has ended stays ended: whoever wants the target then opens another connection.
    var isAlive: Bool { get }

    /// Carries the requests out in order and answers each; commands next to each other travel in
    /// one round trip. Throws only when the target could not be asked.
    func perform(
        _ requests: [HostRequest],
        as become: Become?
    ) throws(ConnectionFailure) -> [HostReply]

    /// Connects to something as seen from the target.
    func openStream(_ endpoint: StreamEndpoint) throws(ConnectionFailure) -> any ByteStream

    /// Ends every shell and stream; a later call fails.
    func close()
}

extension TargetConnection {
    /// Runs one command.
    public func run(
        _ command: ShellCommand,
        as become: Become? = nil
    ) throws(ConnectionFailure) -> CommandResult {
        let replies = try perform([.command(command)], as: become)
        guard case .command(let result)? = replies.first else {
            throw ConnectionFailure(name, .lost(inFlight: "a command", why: "no reply"))
        }
        return result
    }
}

/// What name servers have done so far, as `show resolvers` shows it.
public final class NameServerStatistics: Sendable {
    /// The name server.
    public let name: String
    /// Questions that were sent.
    public let sent = Counter()
    /// Questions that could not be sent.
    public let sendErrors = Counter()
    /// Answers that held what was asked for.
    public let valid = Counter()
    /// Addresses of servers that changed by them.
    public let updates = Counter()
    /// Answers whose aliases lead nowhere.
    public let aliasErrors = Counter()
    /// Answers that held nothing.
    public let empty = Counter()
    /// Answers that there is no such name.
    public let unknownNames = Counter()
    /// Questions that nobody answered.
    public let timeouts = Counter()
    /// Answers that there is no answer.
    public let refusals = Counter()
    /// Other failures.
    public let others = Counter()
    /// Messages that are no answers.
    public let invalid = Counter()
    /// Messages that are too long.
    public let tooLong = Counter()
    /// Answers that were cut off, and asked for over a connection.
    public let truncated = Counter()
    /// Answers to questions that nobody asks any more.
    public let outdated = Counter()

    init(name: String) {
        self.name = name
    }
}

/// The name servers of a `resolvers` section.
public struct ResolversReport: Sendable {
    /// The section.
    public let name: String
    /// Its name servers, in order.
    public let servers: [NameServerStatistics]
}

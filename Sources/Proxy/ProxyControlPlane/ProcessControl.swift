public import LinuxSystem

/// What an operator's connection can have done to the process itself.
public struct ProcessControl: @unchecked Sendable {
    // Checked by hand: all of it is called on the control loop.

    /// What the process is, as lines: what `show process` answers.
    public var describe: () -> String
    /// Reads the configuration again.
    public var reload: () -> ReloadOutcome
    /// Gives the sockets that listen for traffic to a successor.
    public var handOver: () -> [FileDescriptor]

    /// What the process offers.
    public init(
        describe: @escaping () -> String,
        reload: @escaping () -> ReloadOutcome,
        handOver: @escaping () -> [FileDescriptor]
    ) {
        self.describe = describe
        self.reload = reload
        self.handOver = handOver
    }
}

/// What a reload came to, in words for the operator.
public struct ReloadOutcome: Sendable {
    /// Whether the configuration on disk is in force.
    public var isSuccess: Bool
    /// What there is to say: diagnostics, or the number of the generation.
    public var text: String

    /// An outcome.
    public init(isSuccess: Bool, text: String) {
        self.isSuccess = isSuccess
        self.text = text
    }

    /// The outcome as the command `reload` answers it.
    ///
    /// The form is that of HAProxy's master socket since its version 2.7.
    public var answer: String { "Success=\(isSuccess ? 1 : 0)\n--\n\(text)\n" }

    /// Reads such an answer; nil when it is none.
    public init?(answer: String) {
        let lines = answer.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 1, lines[1] == "--", lines[0].hasPrefix("Success=") else { return nil }
        isSuccess = lines[0] == "Success=1"
        text = lines.dropFirst(2).drop { $0.isEmpty }.joined(separator: "\n")
        while text.hasSuffix("\n") { text.removeLast() }
    }
}

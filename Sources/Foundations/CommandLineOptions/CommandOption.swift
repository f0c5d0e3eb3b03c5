/// One option of a command: its names, what it does in a line of help, where its value goes.
public struct CommandOption<Settings>: Sendable {
    /// How an option's value is taken into the settings; throws the reason why it is no good.
    public enum Action: Sendable {
        /// An option without a value.
        case flag(@Sendable (inout Settings) -> Void)
        /// An option with a value, named so in the help.
        case value(
            named: String,
            @Sendable (String, inout Settings) throws(OptionValueProblem) -> Void
        )
        /// An option of a neighbouring tool that is known and not taken: the hint says what to do.
        case refused(takesValue: Bool, hint: String)
    }

    /// The long name, without the dashes.
    public let name: String
    /// Other long names.
    public let otherNames: [String]
    /// The one-letter name.
    public let letter: Character?
    /// What it does, in one line.
    public let help: String
    /// What happens when it is given.
    public let action: Action

    /// An option.
    public init(
        _ name: String,
        otherNames: [String] = [],
        letter: Character? = nil,
        help: String,
        action: Action
    ) {
        self.name = name
        self.otherNames = otherNames
        self.letter = letter
        self.help = help
        self.action = action
    }

    /// An option that sets something to true.
    public static func flag(
        _ name: String,
        otherNames: [String] = [],
        letter: Character? = nil,
        help: String,
        set path: @escaping @Sendable (inout Settings) -> Void
    ) -> CommandOption {
        CommandOption(
            name,
            otherNames: otherNames,
            letter: letter,
            help: help,
            action: .flag(path)
        )
    }

    /// An option with a value.
    public static func value(
        _ name: String,
        otherNames: [String] = [],
        letter: Character? = nil,
        named valueName: String,
        help: String,
        take: @escaping @Sendable (String, inout Settings) throws(OptionValueProblem) -> Void
    ) -> CommandOption {
        CommandOption(
            name,
            otherNames: otherNames,
            letter: letter,
            help: help,
            action: .value(named: valueName, take)
        )
    }

    /// Whether a value follows.
    var takesValue: Bool {
        switch action {
        case .flag: false
        case .value: true
        case .refused(let takesValue, _): takesValue
        }
    }
}

/// Why the value of an option is no good.
public struct OptionValueProblem: Error, Sendable, Hashable {
    /// What would have been right.
    public let expected: String

    /// Says what would have been right.
    public init(expected: String) {
        self.expected = expected
    }
}

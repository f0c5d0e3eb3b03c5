/// Where rendering stops, so that a mistake ends with a message.
public struct TemplateLimits: Sendable {
    /// How deep variables, macros and includes may call each other.
    public var depth: Int
    /// How many rounds the loops of one rendering may make together.
    public var loopRounds: Int
    /// How long a rendered text may get.
    public var outputByteCount: Int

    /// Limits; the defaults are far above what a playbook needs.
    public init(
        depth: Int = 100,
        loopRounds: Int = 1_000_000,
        outputByteCount: Int = 64 << 20
    ) {
        self.depth = depth
        self.loopRounds = loopRounds
        self.outputByteCount = outputByteCount
    }
}

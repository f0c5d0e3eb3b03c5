/// How a template file is read; a `#jinja2:` line at its start has the last word.
public struct RenderOptions: Sendable, Hashable {
    /// The newline after a block is left out.
    public var trimsBlocks: Bool
    /// The blanks before a block that starts a line are left out.
    public var stripsBeforeBlocks: Bool
    /// What begins a block.
    public var blockStart: String
    /// What ends a block.
    public var blockEnd: String
    /// What begins an expression.
    public var variableStart: String
    /// What ends an expression.
    public var variableEnd: String
    /// What begins a comment.
    public var commentStart: String
    /// What ends a comment.
    public var commentEnd: String
    /// What a newline of the template becomes.
    public var newline: String

    /// Options; the defaults are those of the module `template`.
    public init(
        trimsBlocks: Bool = true,
        stripsBeforeBlocks: Bool = false,
        blockStart: String = "{%",
        blockEnd: String = "%}",
        variableStart: String = "{{",
        variableEnd: String = "}}",
        commentStart: String = "{#",
        commentEnd: String = "#}",
        newline: String = "\n"
    ) {
        self.trimsBlocks = trimsBlocks
        self.stripsBeforeBlocks = stripsBeforeBlocks
        self.blockStart = blockStart
        self.blockEnd = blockEnd
        self.variableStart = variableStart
        self.variableEnd = variableEnd
        self.commentStart = commentStart
        self.commentEnd = commentEnd
        self.newline = newline
    }
}

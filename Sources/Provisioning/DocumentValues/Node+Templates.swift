extension Node {
    /// Whether a text holds the start of an expression, a statement or a comment of a template.
    public static func mayBeTemplate(_ text: String) -> Bool {
        guard text.contains("{") else { return false }
        return text.contains("{{") || text.contains("{%") || text.contains("{#")
    }
}

extension StringProtocol where SubSequence == Substring {
    /// The text without blanks and line ends around it.
    public func trimmingBlanks() -> Substring {
        let start = drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return start[...last]
    }
}

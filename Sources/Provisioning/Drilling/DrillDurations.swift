extension Duration {
    /// The duration for people: `0.4 ms` below ten milliseconds, `85 ms` below a second, else
    /// `1.25 s`.
    public var drillText: String {
        let milliseconds = drillMilliseconds
        if milliseconds < 10 {
            let tenths = components.attoseconds / 100_000_000_000_000
            return "\(tenths / 10).\(tenths % 10) ms"
        }
        guard milliseconds >= 1000 else { return "\(milliseconds) ms" }
        let hundredths = (milliseconds % 1000) / 10
        return "\(milliseconds / 1000).\(hundredths < 10 ? "0" : "")\(hundredths) s"
    }

    /// Whole milliseconds.
    public var drillMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}

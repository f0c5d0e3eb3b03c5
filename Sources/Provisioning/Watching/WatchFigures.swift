/// Figures as the page shows them.
enum WatchFigures {
    /// `12.3`, `1234` from a thousand on, `-` when it is not known.
    static func rate(_ rate: Double?) -> String {
        guard let rate, rate.isFinite, rate < 1e15 else { return "-" }
        if rate >= 1000 { return "\(Int(rate.rounded()))" }
        let tenths = Int((rate * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// The two largest units: `2d3h`, `4m5s`, `7s`.
    static func age(_ seconds: Int) -> String {
        let units = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")]
        guard let first = units.firstIndex(where: { seconds >= $0.0 }) else { return "0s" }
        let (size, name) = units[first]
        guard first + 1 < units.count else { return "\(seconds)s" }
        let (nextSize, nextName) = units[first + 1]
        return "\(seconds / size)\(name)\(seconds % size / nextSize)\(nextName)"
    }

    /// A text of a host without anything that a terminal would obey.
    static func plain(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map {
                    $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) ? "?" : $0
                }
            )
        )
    }
}

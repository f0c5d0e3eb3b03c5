import LinuxSystem

/// The lines of `journalctl -o short-unix` that tell of proxies, keepalived and Incus.
struct JournalText {
    /// A line with its time since 1970 on its host's clock.
    struct Entry: Sendable, Hashable {
        let at: Duration
        let source: DrillEvent.Source
        let text: String
    }

    /// The most lines that are asked for.
    static let lineLimit = 1000
    /// The most characters of a line.
    static let widthLimit = 400
    /// The most bytes that are taken: the last ones.
    static let byteLimit = 256 << 10

    /// The entries in their order.
    private(set) var events: [Entry] = []
    /// What was left out.
    private(set) var note: String?
    /// The text that was taken.
    let text: String

    /// What is asked: not the lines of single requests, which proxies log as information.
    static func command(since second: Int64) -> [String] {
        let proxies = ["haproxy", "switchyard-proxy"].map { "_SYSTEMD_UNIT=\($0).service" }
        let watched = ["haproxy", "switchyard-proxy", "keepalived", "switchyard-probe", "incus"]
        return [
            "journalctl", "--quiet", "--no-pager", "--output=short-unix", "--since=@\(second)",
            "--lines=\(lineLimit)",
        ] + proxies + ["_TRANSPORT=syslog"] + (0...5).map { "PRIORITY=\($0)" }
            + ["+"] + proxies + ["_TRANSPORT=stdout", "+"]
            + watched.dropFirst(2).map { "_SYSTEMD_UNIT=\($0).service" }
            + ["+", "_PID=1"] + watched.map { "UNIT=\($0).service" }
    }

    /// Reads the lines of a host.
    init(_ whole: String, host: String) {
        let excess = max(0, whole.utf8.count - Self.byteLimit)
        let last = String(decoding: whole.utf8.dropFirst(excess), as: UTF8.self)
        text = excess == 0 ? whole : String(last.drop { $0 != "\n" }.dropFirst())
        let lines = text.split(whereSeparator: \.isNewline)
        events = lines.compactMap { Self.entry($0) }
        if lines.count >= Self.lineLimit || excess > 0 {
            note = "of the log of \(host) only the last \(lines.count) lines were taken"
        }
    }

    /// The second before a moment, on a clock that is ahead.
    static func second(_ time: WallTime, plus lead: Duration, minus seconds: Int64) -> Int64 {
        (time.sinceEpoch + lead).components.seconds - seconds
    }

    /// Reads `SECONDS.FRACTION`.
    static func moment(_ text: some StringProtocol) -> Duration? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let seconds = Int64(parts[0]), seconds >= 0 else { return nil }
        let digits = parts[1].prefix(6)
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
            var microseconds = Int64(digits)
        else { return nil }
        for _ in digits.count..<6 { microseconds *= 10 }
        return .seconds(seconds) + .microseconds(microseconds)
    }

    /// Reads `MOMENT HOST PROGRAM[PID]: TEXT`.
    private static func entry(_ line: Substring) -> Entry? {
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3, let at = moment(words[0]),
            let colon = words[2].firstRange(of: ": ")
        else { return nil }
        let program = words[2][..<colon.lowerBound].prefix { $0 != "[" }
        let said = words[2][colon.upperBound...]
        let text = said.count > widthLimit ? "\(said.prefix(widthLimit))…" : String(said)
        return Entry(at: at, source: source(of: program, text), text: text)
    }

    private static func source(of program: Substring, _ text: String) -> DrillEvent.Source {
        let name = program.lowercased()
        let about = name == "systemd" ? text.lowercased() : name
        if about.contains("keepalived") || about.contains("switchyard-probe") {
            return .keepalived
        }
        return about.contains("incus") ? .incus : .proxy
    }
}

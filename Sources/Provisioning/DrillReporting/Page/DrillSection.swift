import Drilling
import HTMLMarkup
import LinuxSystem

/// All that a page says of one drill.
struct DrillSection {
    private let record: DrillRecord
    private let earlier: EarlierRuns
    /// What tells this drill from the others of a page.
    private let identifier: String
    private let level: Int

    /// The only drill of a page, or, with a number, one of many.
    init(_ record: DrillRecord, earlier: EarlierRuns, number: Int? = nil) {
        self.record = record
        self.earlier = earlier
        identifier = number.map { "drill-\($0)" } ?? "drill"
        level = number == nil ? 1 : 2
    }

    /// The sections, the verdict first.
    var markup: Markup {
        .tag(
            "article",
            ["id": identifier, "class": "drill \(record.tone.rawValue)"],
            [verdict, hypothesis, tiles, timeline]
                + [
                    section("Figures", FiguresTable(record, earlier).markup),
                    section("Expected and actual", ExpectationsTable(record).markup),
                    section("Requests", RequestsTable(record).markup),
                    section("Events", EventsTable(record).markup),
                    section("Actions", ActionsTable(record).markup),
                    section("Evidence", EvidenceTable(record).markup),
                ] + [notes]
        )
    }

    private func heading(_ text: String, below: Int = 0) -> Markup {
        .tag("h\(level + below)", [:], Markup(text))
    }

    private func section(_ title: String, _ content: Markup) -> Markup {
        if content == .none { return .none }
        return .tag("section", [:], heading(title, below: 1), content)
    }

    private var verdict: Markup {
        let reasons = record.limits?.reasons ?? record.fault.reasons
        let limits = record.limits?.verdict.rawValue ?? "not judged"
        return .tag(
            "header",
            ["class": "verdict"],
            .tag("p", ["class": "word"], Markup(record.verdictWord)),
            heading(record.name),
            .tag("ul", ["class": "reasons"], reasons.map { .tag("li", [:], Markup($0)) }),
            .tag(
                "p",
                ["class": "findings"],
                "Fault: ",
                .tag("b", [:], Markup(record.fault.verdict.rawValue)),
                ". Limits: ",
                .tag("b", [:], Markup(limits)),
                "."
            ),
            facts
        )
    }

    private var facts: Markup {
        let facts = [
            ("Host", record.host), ("Proxy", record.engine),
            ("Started", record.startedAt.text(secondsEastOfUTC: record.secondsEastOfUTC)),
            ("Took", record.duration.drillText), ("Carried out by", record.machine),
            ("Drill file", record.file.name),
        ]
        return .tag(
            "dl",
            [:],
            facts.filter { !$0.1.isEmpty }.map { name, value in
                .tag("div", [:], .tag("dt", [:], Markup(name)), .tag("dd", [:], Markup(value)))
            }
        )
    }

    private var hypothesis: Markup {
        let parts = [("What it does", record.description), ("Hypothesis", record.hypothesis)]
        return Markup(
            parts.filter { !$0.1.isEmpty }.map { title, text in
                .tag("section", [:], heading(title, below: 1), .tag("p", [:], Markup(text)))
            }
        )
    }

    private static let tileNames = [
        ("failed", "failed"), ("slowest", "slowest answer"), ("longest_gap", "longest gap"),
        ("detect", "until detected"), ("recover", "until recovered"),
    ]

    private var tiles: Markup {
        let known = Self.tileNames.filter { name, _ in record.figures.contains { $0.name == name } }
        if known.isEmpty { return .none }
        return .tag(
            "ul",
            ["class": "tiles"],
            known.map { name, title in
                let isMissed = record.checks.contains { $0.name == name && !$0.isMet }
                return .tag(
                    "li",
                    ["class": isMissed ? "missed" : ""],
                    .tag("b", [:], Markup(record.figure(name)?.text ?? "never")),
                    .tag("span", [:], Markup(title))
                )
            }
        )
    }

    private var timeline: Markup {
        let drawings = [false, true].map { TimelineDrawing(record, isNarrow: $0).markup }
        return section("Timeline", .tag("figure", [:], drawings + [TimelineLegend.markup(record)]))
    }

    private var notes: Markup {
        if record.notes.isEmpty { return .none }
        return section("Notes", .tag("ul", [:], record.notes.map { .tag("li", [:], Markup($0)) }))
    }
}

/// What the colours of a timeline mean.
enum TimelineLegend {
    private static let entries = [
        ("answered", "answered"), ("failed", "failed"), ("unknown", "unknown"),
        ("heat-1", "half to 90 % of answers"), ("heat-2", "to 99 %"), ("heat-3", "to the slowest"),
        ("median", "half below"), ("limit", "slowest allowed"), ("broken-time", "broken"),
    ]

    static func markup(_ record: DrillRecord) -> Markup {
        let isLimited = record.checks.contains { $0.name == "slowest" }
        let isBroken = record.stages.contains { $0.stage == .fault }
        let entries = entries.filter { kind, _ in
            switch kind {
            case "broken-time": isBroken
            case "limit": isLimited && !record.traffic.isEmpty
            default: !record.traffic.isEmpty
            }
        }
        if entries.isEmpty { return .none }
        return .tag(
            "figcaption",
            [:],
            .tag(
                "ul",
                ["class": "legend"],
                entries.map { kind, text in
                    .tag("li", [:], .tag("i", ["class": "swatch \(kind)"]), Markup(text))
                }
            )
        )
    }
}

extension WallTime {
    /// The time as an operator's clock shows it: `2026-11-26 03:53:42 +01:00`.
    func text(secondsEastOfUTC: Int) -> String {
        let local = WallTime(seconds: seconds + Int64(secondsEastOfUTC))
        let sign = secondsEastOfUTC < 0 ? "-" : "+"
        let minutes = abs(secondsEastOfUTC) / 60
        let twoDigits = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return local.formatted("%Y-%m-%d %H:%M:%S ", inUTC: true)
            + "\(sign)\(twoDigits(minutes / 60)):\(twoDigits(minutes % 60))"
    }
}

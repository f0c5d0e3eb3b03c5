public import Drilling
import HTMLMarkup

/// A game day as one page: the day's verdict and its budget, a line for each drill, then each
/// drill whole.
public struct GamePage: Sendable {
    private let state: GameState
    private let day: GameDay
    private let earlier: [DrillRecord]

    /// The page of a day, each drill held against earlier runs of it.
    public init(of state: GameState, _ day: GameDay, earlier: [DrillRecord]) {
        self.state = state
        self.day = day
        self.earlier = earlier
    }

    /// The whole page.
    public var html: String {
        let drills = state.attempts.enumerated().map { number, attempt in
            let runs = EarlierRuns(of: attempt.record, among: earlier)
            return DrillSection(attempt.record, earlier: runs, number: number + 1).markup
        }
        return DrillPage.html(
            title: "\(day.verdict.rawValue): \(state.name)",
            [.tag("main", [:], [head, summary, open] + drills + [DrillPage.foot])]
        )
    }

    private var tone: DrillTone {
        switch day.verdict {
        case .pass: .pass
        case .fail, .aborted: .fail
        case .inconclusive, .unfinished: .inconclusive
        }
    }

    private var head: Markup {
        let reasons = [day.abortReason].compactMap { $0 }
        let lost = "\(day.lostCount) requests lost, \(day.budget) allowed"
        return .tag(
            "div",
            ["class": "day \(tone.rawValue)"],
            .tag(
                "header",
                ["class": "verdict"],
                .tag("p", ["class": "word"], Markup(day.verdict.rawValue)),
                .tag("h1", [:], Markup(state.name)),
                .tag("ul", ["class": "reasons"], reasons.map { .tag("li", [:], Markup($0)) }),
                .tag(
                    "p",
                    ["class": "findings"],
                    "Error budget: ",
                    .tag("b", [:], Markup(lost)),
                    "."
                ),
                state.description.isEmpty ? .none : .tag("p", [:], Markup(state.description))
            )
        )
    }

    private var summary: Markup {
        var table = MarkupTable("summary", columns: ["Drill", "Verdict", "Lost", "Expected"])
        for (number, attempt) in state.attempts.enumerated() {
            let record = attempt.record
            let word = record.wasInterrupted ? "Interrupted" : record.verdictWord
            table.add(
                .tag("a", ["href": "#drill-\(number + 1)"], Markup(record.name)),
                Markup(word),
                "\(record.lostCount)",
                Markup(record.hypothesis),
                kind: record.tone == .pass ? "kept" : "missed"
            )
        }
        if table.isEmpty { return .none }
        return .tag("section", [:], .tag("h2", [:], "Drills"), table.markup)
    }

    /// The drills that were not carried out.
    private var open: Markup {
        let done = Set(state.attempts.filter { !$0.record.wasInterrupted }.map(\.index))
        let left = state.hypotheses.indices.filter { !done.contains($0) }
        if left.isEmpty { return .none }
        return .tag(
            "section",
            [:],
            .tag("h2", [:], "Not carried out"),
            .tag(
                "ol",
                [:],
                left.map { .tag("li", ["value": "\($0 + 1)"], Markup(state.hypotheses[$0])) }
            )
        )
    }
}

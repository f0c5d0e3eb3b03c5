import Diagnostics
public import Drilling
import HTMLMarkup

/// A drill as one file that a browser shows without anything from outside, and without scripts.
public enum DrillPage {
    /// The page of a drill, held against earlier runs of it.
    public static func html(of record: DrillRecord, earlier: EarlierRuns) -> String {
        let section = DrillSection(record, earlier: earlier)
        return html(
            title: "\(record.verdictWord): \(record.name)",
            [.tag("main", [:], [section.markup] + [foot])]
        )
    }

    static func html(title: String, _ body: [Markup]) -> String {
        Markup.page(title: title, style: pageStyle, body).html
    }

    static var foot: Markup {
        .tag(
            "footer",
            [:],
            Markup(
                "switchyard \(Release.version). Times count from the start of the drill, on the "
                    + "clock of the machine that carried it out. Percentiles of drawings and of "
                    + "kinds of traffic are rounded up, by a fifth at most; figures are not."
            )
        )
    }
}

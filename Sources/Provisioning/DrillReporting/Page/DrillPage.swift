import Diagnostics
public import Drilling

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
        Markup.page(
            language: "en",
            .tag(
                "head",
                [:],
                .empty("meta", ["charset": "utf-8"]),
                .empty(
                    "meta",
                    ["name": "viewport", "content": "width=device-width, initial-scale=1"]
                ),
                .empty("meta", ["name": "color-scheme", "content": "light dark"]),
                .empty(
                    "meta",
                    [
                        "http-equiv": "Content-Security-Policy",
                        "content": "default-src 'none'; style-src 'unsafe-inline'",
                    ]
                ),
                .tag("title", [:], Markup(title)),
                .style(pageStyle)
            ),
            .tag("body", [:], body)
        ).html
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

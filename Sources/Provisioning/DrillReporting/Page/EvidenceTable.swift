import Drilling
import HTMLMarkup

/// What the findings rest on, with digests, and the texts that were kept.
struct EvidenceTable {
    private let record: DrillRecord

    /// The most characters of a text that a page shows.
    static let textLimit = 20_000

    init(_ record: DrillRecord) {
        self.record = record
    }

    /// The table and the texts.
    var markup: Markup {
        var table = MarkupTable("evidence", columns: ["What", "Bytes", "SHA-256"])
        for piece in [record.file] + record.evidence {
            table.add(
                Markup(piece.name),
                "\(piece.byteCount)",
                .tag("code", [:], Markup(piece.sha256))
            )
        }
        return Markup([table.markup] + record.evidence.map { Self.text(of: $0) })
    }

    private static func text(of piece: Evidence) -> Markup {
        guard let text = piece.text, !text.isEmpty else { return .none }
        let isCut = text.count > textLimit
        let cut: Markup =
            isCut ? .tag("p", [:], "The rest is left out here; the JSON has all.") : .none
        return .tag(
            "details",
            [:],
            .tag("summary", [:], Markup(piece.name)),
            .tag("pre", ["tabindex": "0"], Markup(String(text.prefix(textLimit)))),
            cut
        )
    }
}

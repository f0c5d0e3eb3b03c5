public import Diagnostics
import DocumentValues
public import Drilling

extension ChaosJournal {
    /// The records that a journal of ours holds, or those of several runs.
    ///
    /// - Throws: why the text is no such journal.
    public static func records(
        in text: String,
        name: String
    ) throws(Diagnostic) -> [DrillRecord] {
        let whole = try JSONReader.read(text, name: name)
        var records: [DrillRecord] = []
        for journal in whole["runs"]?.list ?? [whole] {
            guard let held = journal["switchyard"] else {
                throw Diagnostic(
                    "'\(name)' is no report of a drill",
                    hint: "'switchyard drill --json FILE' writes one"
                )
            }
            do throws(RecordProblem) {
                records.append(try DrillRecord(held))
            } catch {
                throw Diagnostic("'\(name)' can't be read as a report of a drill: \(error)")
            }
        }
        return records
    }
}

public import Diagnostics
import DocumentValues
public import Drilling

extension ChaosJournal {
    /// The record that a journal of ours holds.
    ///
    /// - Throws: why the text is no such journal.
    public static func record(in text: String, name: String) throws(Diagnostic) -> DrillRecord {
        let journal = try JSONReader.read(text, name: name)
        guard let held = journal["switchyard"] else {
            throw Diagnostic(
                "'\(name)' is no report of a drill",
                hint: "'switchyard drill --json FILE' writes one"
            )
        }
        do throws(RecordProblem) {
            return try DrillRecord(held)
        } catch {
            throw Diagnostic("'\(name)' can't be read as a report of a drill: \(error)")
        }
    }
}

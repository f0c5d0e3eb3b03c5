internal import Diagnostics

/// What a reading found so far; readers add to it and go on.
///
/// Only the thread that reads touches it.
final class DiagnosticCollection: @unchecked Sendable {
    private(set) var errors: [Diagnostic] = []
    private(set) var warnings: [Diagnostic] = []

    func add(_ diagnostic: Diagnostic) {
        switch diagnostic.severity {
        case .error: errors.append(diagnostic)
        case .warning, .note: warnings.append(diagnostic)
        }
    }

    func add(contentsOf diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics { add(diagnostic) }
    }
}

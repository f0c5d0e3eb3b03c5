import Diagnostics
import DocumentValues
import ModuleContract
import Vaulting

/// One loading: what it knows, what it has read, and what it found wrong.
///
/// Stays within the call that made it.
final class LoadSession {
    let catalog: ModuleCatalog
    let settings: LoaderSettings
    let keyring: VaultKeyring
    /// The folder of the playbook that is being read.
    var playbookDirectory = "."
    private(set) var diagnostics: [Diagnostic] = []
    /// What Switchyard lacks of what was read, certain to be come to until a reader knows better.
    private(set) var gaps: [Gap] = []
    private var reported: Set<Diagnostic> = []
    /// Roles' folders that were read, by path and entry.
    var roleContents: [String: RoleContent] = [:]
    /// The files and roles that are being read, to notice circles.
    var openRoles: [String] = []
    var openFiles: [String] = []
    /// Files and roles of dynamic includes that were checked already.
    var checkedIncludes: Set<String> = []
    /// Where the text that is being read is included from, innermost first.
    var includedFrom: [SourcePlace] = []

    init(catalog: ModuleCatalog, settings: LoaderSettings, keyring: VaultKeyring) {
        self.catalog = catalog
        self.settings = settings
        self.keyring = keyring
    }

    /// What a missing role, or a missing file of one, means: a note in what the run includes.
    var severityOfMissingFiles = Diagnostic.Severity.error

    /// Names of variables that something defines or uses.
    var mentionedNames: Set<String> = []

    /// Whether nothing is wrong so far that stops the run.
    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// What is wrong where the playbook allows for a failure; nil elsewhere.
    private var tolerated: [Diagnostic]?

    /// Reads what the playbook lets fail; answers what is wrong with it besides.
    ///
    /// The run goes on to it, and it fails there. It is noted, as what a run may come to.
    func tolerating<Result>(_ body: () -> Result) -> (Result, faults: [Diagnostic]) {
        let outer = tolerated
        tolerated = []
        let result = body()
        let faults = tolerated ?? []
        tolerated = outer
        let firstGap = gaps.count
        report(faults.map { $0.withSeverity(.note) })
        settleGaps(from: firstGap) { $0.isCertain = false }
        return (result, faults)
    }

    /// Remembers something wrong, once.
    func report(_ diagnostic: Diagnostic) {
        var diagnostic = diagnostic
        if diagnostic.includedFrom.isEmpty { diagnostic.includedFrom = includedFrom }
        if diagnostic.severity == .error, tolerated != nil {
            tolerated?.append(diagnostic)
            return
        }
        guard reported.insert(diagnostic).inserted else { return }
        if diagnostic.severity == .note {
            gaps.append(Gap(diagnostic: diagnostic))
        } else {
            diagnostics.append(diagnostic)
        }
    }

    /// Completes what is known of the gaps that were found since a count.
    func settleGaps(from first: Int, _ settle: (inout Gap) -> Void) {
        for index in gaps.indices.dropFirst(first) { settle(&gaps[index]) }
    }

    func report(_ diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics { report(diagnostic) }
    }

    /// Says that something has the wrong type.
    func report(_ subject: String, is node: Node, expected: String, hint: String? = nil) {
        report(
            Diagnostic(
                "\(subject) is \(node.kindDescription)",
                at: node.place,
                expected: expected,
                hint: hint
            )
        )
    }

    /// Reads within a file that is included from a place.
    func including<Result>(from place: SourcePlace?, _ body: () -> Result) -> Result {
        guard let place else { return body() }
        includedFrom.insert(place, at: 0)
        defer { includedFrom.removeFirst() }
        return body()
    }

    /// The document of a file; nil, reported, when it can't be read.
    func document(_ path: String, from place: SourcePlace?) -> Node? {
        do throws(DiagnosticList) {
            return try VariableFile.readDocument(path, keyring: keyring, at: place).node
        } catch {
            report(error.diagnostics)
            return nil
        }
    }

    /// Throws what stops the run, as much as the limit allows.
    func throwErrors() throws(DiagnosticList) {
        let errors = diagnostics.filter { $0.severity == .error }
        guard !errors.isEmpty else { return }
        var shown = Array(errors.prefix(settings.diagnosticLimit))
        if errors.count > shown.count {
            shown.append(Diagnostic("\(errors.count - shown.count) more errors are not shown"))
        }
        throw DiagnosticList(shown)
    }
}

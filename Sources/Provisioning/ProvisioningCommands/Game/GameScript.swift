internal import Diagnostics
internal import DocumentValues
internal import Drilling
internal import LinuxSystem
internal import PlaybookRunning
internal import Vaulting

/// A game's file with the drills that it names, found and ready to be prepared.
struct GameScript {
    let game: GameFile
    let file: Evidence
    private let folder: String

    /// Reads the file; every problem of it is collected.
    init(_ path: String, keyring: VaultKeyring) throws(DiagnosticList) {
        guard FileStatus.of(path)?.kind == .file else {
            throw DiagnosticList([Diagnostic("the game '\(path)' was not found")])
        }
        let read = try VariableFile.readDocument(path, keyring: keyring, at: nil)
        guard let document = read.node else {
            throw DiagnosticList([Diagnostic("the game '\(path)' is empty")])
        }
        game = try GameFile.decode(document)
        file = Evidence(fileAt: path)
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        folder = parts.isEmpty ? "." : parts.joined(separator: "/")
        let problems = game.drills.compactMap { entry in
            FileStatus.of(self.path(of: entry))?.kind == .file
                ? nil
                : Diagnostic(
                    "the drill '\(entry.path.string ?? "")' was not found",
                    at: entry.path.place,
                    expected: "a file, its path counted from the folder of the game's file"
                )
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
    }

    /// The file of a drill.
    func path(of entry: GameFile.Entry) -> String {
        let path = entry.path.string ?? ""
        return path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }

    /// Prepares every drill to see what is wrong with it; every problem is collected.
    func checkDrills(_ tools: GameTools) throws(DiagnosticList) {
        var problems: [Diagnostic] = []
        for index in game.drills.indices {
            do throws(DiagnosticList) {
                _ = try prepare(index, tools)
            } catch {
                problems += error.diagnostics
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
    }

    /// Prepares a drill with what the game says of it.
    func prepare(_ index: Int, _ tools: GameTools) throws(DiagnosticList) -> DrillRun {
        let entry = game.drills[index]
        var settings = tools.settings
        if let limit = entry.limit { settings.options.limit.append(limit) }
        let preparation = DrillPreparation(
            settings: settings,
            mask: tools.mask,
            dialers: tools.dialers,
            output: tools.output
        )
        let variables = VariableSet(origin: "the game", pairs: entry.variables)
        return try preparation.drill(at: path(of: entry), with: variables)
    }
}

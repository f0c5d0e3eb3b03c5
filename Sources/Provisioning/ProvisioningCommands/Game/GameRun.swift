internal import Diagnostics
internal import DocumentValues
internal import DrillReporting
internal import Drilling
internal import LinuxSystem
internal import RunReporting
internal import Vaulting

/// A game day as it is carried out: what comes next, the state after each step, the reports.
struct GameRun {
    private let script: GameScript
    private let tools: GameTools
    private let files: GameReportFiles
    private let stateFile: GameStateFile
    private var state: GameState
    private var day: GameDay

    /// Reads all that can be wrong with the game, its drills and an earlier run of it.
    init(_ path: String, _ tools: GameTools) throws(DiagnosticList) {
        self.tools = tools
        let keyring = try Self.listed { () throws(Diagnostic) in
            try VaultKeyring.load(tools.settings.allVaultSources)
        }
        let script = try GameScript(path, keyring: keyring)
        let files = try GameReportFiles(
            tools.settings,
            game: path,
            mask: tools.mask,
            tools.output
        )
        let stateFile = GameStateFile(beside: files.pagePath)
        let state = try Self.listed { () throws(Diagnostic) in
            try Self.state(of: script, stateFile, beginsAnew: tools.settings.beginsAnew)
        }
        try script.checkDrills(tools)
        day = GameDay(of: script.game, attempts: state.attempts)
        (self.script, self.files, self.stateFile, self.state) = (script, files, stateFile, state)
    }

    /// The state of the day that was begun, or of a new one.
    private static func state(
        of script: GameScript,
        _ file: GameStateFile,
        beginsAnew: Bool
    ) throws(Diagnostic) -> GameState {
        let fresh = GameState(script.game, file: script.file, startedAt: .now)
        guard !beginsAnew, let old = try file.read() else { return fresh }
        guard old.file.sha256 == script.file.sha256 else {
            throw Diagnostic(
                "the game has changed since the day in '\(file.path)' began",
                hint: "'--fresh' begins the day anew; '--html FILE' begins another one"
            )
        }
        return old
    }

    private static func listed<Result>(
        _ body: () throws(Diagnostic) -> Result
    ) throws(DiagnosticList) -> Result {
        do throws(Diagnostic) {
            return try body()
        } catch {
            throw DiagnosticList([error])
        }
    }

    /// Carries out what is left of the day; answers the exit status.
    mutating func carryOut() throws(DiagnosticList) -> Int32 {
        let interrupts = DrillInterrupts(tools.output)
        tellWhatIsDone()
        while case .drill(let index, let rest) = day.next, !interrupts.haveCome {
            if rest > .zero { tell("\nrest: nothing is broken for \(rest.drillText)") }
            interrupts.wait(rest)
            if !interrupts.haveCome { try carryOut(index, interrupts) }
        }
        try save()
        if day.next == .finished { stateFile.remove() }
        tellTheEnd()
        return day.verdict.exitCode
    }

    private mutating func carryOut(
        _ index: Int,
        _ interrupts: DrillInterrupts
    ) throws(DiagnosticList) {
        let entry = script.game.drills[index]
        let drill = try script.prepare(index, tools)
        state.runningIndex = index
        try save()
        tell("\ndrill \(index + 1) of \(day.rests.count)\nhypothesis: \(entry.hypothesis)\n")
        let report = interrupts.carryOut(drill)
        tell("\n\(report.rendered())")
        var record = drill.record(of: report).masked(by: tools.mask)
        record.hypothesis = tools.mask.masked(entry.hypothesis)
        day.note(record, of: index)
        state.attempts = day.attempts
        state.runningIndex = nil
        try save()
    }

    /// The state first: what the reports cannot be written for is not carried out twice.
    private func save() throws(DiagnosticList) {
        let (files, stateFile, state, day) = (files, stateFile, state, day)
        try Self.listed { () throws(Diagnostic) in
            try stateFile.write(state)
            try files.write(state, day)
        }
    }

    private func tellWhatIsDone() {
        tell("game day '\(state.name)': \(day.rests.count) drills, \(day.budget) requests to lose")
        let doneCount = Set(day.attempts.filter { !$0.record.wasInterrupted }.map(\.index)).count
        if !day.attempts.isEmpty || state.runningIndex != nil {
            tell(
                "it began at \(state.startedAt.formatted("%Y-%m-%dT%H:%M:%SZ", inUTC: true)); "
                    + "\(doneCount) drills are done"
            )
        }
        if let index = state.runningIndex {
            tell(
                "drill \(index + 1) was under way when the program ended, and is carried out "
                    + "again; its failsafe has put things back, or does so yet"
            )
        }
    }

    private func tellTheEnd() {
        tell("\n\(day.lostCount) requests lost, \(day.budget) allowed")
        tell("report: \(files.pagePath)")
        if case .drill = day.next {
            tell("the same command goes on where the day was left")
        } else if day.abortReason != nil {
            tell("the day is over; '--fresh' begins another one")
        }
        let reason = day.abortReason.map { ": \($0)" } ?? ""
        tell("day: \(day.verdict.rawValue)\(reason)")
    }

    private func tell(_ text: String) {
        tools.output.write(tools.mask.masked(text) + "\n")
    }
}

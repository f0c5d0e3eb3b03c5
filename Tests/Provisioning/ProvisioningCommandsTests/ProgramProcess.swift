import LinuxSystem
import TestSupport

/// The program in a process of its own, as an operator starts it.
struct ProgramProcess {
    let process: Subprocess
    private let folder: String

    /// Starts it with words in which `DIR` is the folder; what it says goes to files in there.
    static func start(
        _ words: String...,
        in folder: String,
        output: Subprocess.Stream? = nil
    ) throws -> ProgramProcess {
        let out = try FileSystem.open("\(folder)/stdout", [.write, .create, .truncate])
        let errors = try FileSystem.open("\(folder)/stderr", [.write, .create, .truncate])
        defer {
            out.close()
            errors.close()
        }
        let words = words.map { $0.replacing("DIR", with: folder) }
        let process = try Subprocess.start(
            [builtProgram("switchyard")] + words,
            output: output ?? .descriptor(out),
            error: .descriptor(errors),
            directory: folder
        )
        return ProgramProcess(process: process, folder: folder)
    }

    /// What it has written to standard output so far.
    var output: String { (try? FileSystem.readText("\(folder)/stdout")) ?? "" }

    /// What it has written to standard error so far.
    var errors: String { (try? FileSystem.readText("\(folder)/stderr")) ?? "" }

    /// Waits until its output has a text; false when it has not within a minute.
    func says(_ text: String) -> Bool { becomesTrue { output.contains(text) } }

    /// Waits for its end.
    func ending() throws -> ProcessEnding { try process.wait() }
}

/// Waits until something holds; false when it does not within a minute.
func becomesTrue(_ condition: () throws -> Bool) rethrows -> Bool {
    let end = MonotonicClock.now + .seconds(60)
    while MonotonicClock.now < end {
        if try condition() { return true }
        MonotonicClock.sleep(for: .milliseconds(20))
    }
    return false
}

import Foundation
import ProvisioningCommands
import Synchronization
import TestSupport

/// A run of the program in a folder of its own, on hosts that are this machine.
struct ProgramRun {
    let status: Int32
    let output: String
    let errors: String

    /// Runs the program with words in which `DIR` is the folder.
    static func of(_ words: String..., in folder: String) -> ProgramRun {
        of(words, in: folder)
    }

    /// Runs the program with words in which `DIR` is the folder.
    static func of(_ words: [String], in folder: String) -> ProgramRun {
        let output = Mutex("")
        let errors = Mutex("")
        let status = SwitchyardProgram.run(
            words.map { $0.replacing("DIR", with: folder) },
            output: CommandOutput(
                write: { text in output.withLock { $0 += text } },
                writeError: { text in errors.withLock { $0 += text } }
            )
        )
        return ProgramRun(
            status: status,
            output: output.withLock { $0 },
            errors: errors.withLock { $0 }.replacing(folder, with: "DIR")
        )
    }

    /// The inventory of one host, its state in the folder.
    static func hosts(_ folder: String) -> String {
        "web ansible_connection=local switchyard_state_directory=\(folder)/state\n"
    }

    /// The lines after the heading of the recap.
    var recap: [String] {
        let lines = output.split(separator: "\n").map(String.init)
        return Array(lines.drop { !$0.hasPrefix("PLAY RECAP") }.dropFirst())
            .map { $0.split(separator: " ").joined(separator: " ") }
    }
}

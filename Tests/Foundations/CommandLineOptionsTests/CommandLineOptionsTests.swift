import CommandLineOptions
import Diagnostics
import Testing

private struct Settings: Sendable, Equatable {
    var inventories: [String] = []
    var forks = 5
    var verbosity = 0
    var isCheck = false
}

private let table = CommandLineTable<Settings>(
    command: "switchyard provision",
    summary: "Runs playbooks.",
    operands: "PLAYBOOK...",
    operandCount: 1...2,
    options: [
        .value(
            "inventory",
            otherNames: ["inventory-file"],
            letter: "i",
            named: "INVENTORY",
            help: "an inventory"
        ) { (text, settings) in settings.inventories.append(text) },
        .value("forks", letter: "f", named: "COUNT", help: "how many hosts at once") {
            (text, settings) throws(OptionValueProblem) in
            guard let count = Int(text), count > 0 else {
                throw OptionValueProblem(expected: "a whole number above 0")
            }
            settings.forks = count
        },
        .flag("verbose", letter: "v", help: "say more") { $0.verbosity += 1 },
        .flag("check", letter: "C", help: "change nothing") { $0.isCheck = true },
        CommandOption(
            "ask-pass",
            letter: "k",
            help: "",
            action: .refused(takesValue: false, hint: "set ansible_password in a vault")
        ),
    ]
)

@Suite("command line options")
struct CommandLineOptionsTests {
    @Test("options stand anywhere, joined, shortened and with values in three forms")
    func forms() throws {
        let words = [
            "site.yml", "-vvC", "-ia", "-i", "b", "--inventory=c", "--inventory-file", "d",
            "--for", "7", "--", "--check",
        ]
        guard case .run(let settings, let operands) = try table.parse(words, into: Settings())
        else {
            Issue.record("expected to run")
            return
        }
        #expect(operands == ["site.yml", "--check"])
        #expect(
            settings
                == Settings(
                    inventories: ["a", "b", "c", "d"],
                    forks: 7,
                    verbosity: 2,
                    isCheck: true
                )
        )
    }

    struct Complaint: CustomTestStringConvertible {
        let words: [String]
        let message: String
        var testDescription: String { words.joined(separator: " ") }
    }

    @Test(
        "every complaint says what is wrong and what would be right",
        arguments: [
            Complaint(
                words: ["--chekc", "x.yml"],
                message: """
                    error: unknown option '--chekc'; did you mean '--check'?
                      hint: 'switchyard provision --help' lists the options
                    """
            ),
            Complaint(
                words: ["x.yml", "-Z"],
                message: """
                    error: unknown option '-Z'
                      hint: 'switchyard provision --help' lists the options
                    """
            ),
            Complaint(
                words: ["x.yml", "-i"],
                message: """
                    error: the option '--inventory' needs a value
                      hint: 'switchyard provision --help' lists the options
                    """
            ),
            Complaint(
                words: ["x.yml", "--check=yes"],
                message: """
                    error: the option '--check' takes no value
                      hint: 'switchyard provision --help' lists the options
                    """
            ),
            Complaint(
                words: ["x.yml", "-f", "many"],
                message: """
                    error: 'many' is no value for '--forks'
                      expected: a whole number above 0
                    """
            ),
            Complaint(
                words: ["x.yml", "-k"],
                message: """
                    error: the option '--ask-pass' is not supported
                      hint: set ansible_password in a vault
                    """
            ),
            Complaint(
                words: [],
                message: """
                    error: 'switchyard provision' needs PLAYBOOK...
                      hint: 'switchyard provision --help' lists the options
                    """
            ),
            Complaint(
                words: ["a", "b", "c"],
                message: """
                    error: 'c' is one word too many
                      expected: PLAYBOOK...
                      hint: 'switchyard provision --help' lists the options
                    """
            ),
        ]
    )
    func complaints(_ complaint: Complaint) {
        let error = #expect(throws: DiagnosticList.self) {
            _ = try table.parse(complaint.words, into: Settings())
        }
        #expect(error?.description == complaint.message)
    }

    @Test("help is made from the table and leaves out what is refused")
    func help() {
        #expect(
            table.help() == """
                usage: switchyard provision [OPTION]... PLAYBOOK...

                Runs playbooks.

                options:
                  -i, --inventory INVENTORY  an inventory
                  -f, --forks COUNT          how many hosts at once
                  -v, --verbose              say more
                  -C, --check                change nothing
                  -h, --help                 print this and stop

                """
        )
    }

    @Test("--help wins over what comes after it")
    func helpWins() throws {
        guard case .help = try table.parse(["--help"], into: Settings()) else {
            Issue.record("expected the help")
            return
        }
    }
}

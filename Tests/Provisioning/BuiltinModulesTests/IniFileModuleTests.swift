import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("ini_file")
struct IniFileModuleTests {
    struct Edit: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var arguments: ValueMap
        var before: String? = "[a]\nx = 1\n; y = 2\n\n[b]\nx=3\n"
        /// Nil where nothing changes.
        var after: String?
        var message = "option changed"
    }

    func plan(_ arguments: ValueMap, file text: String?) throws(ModuleFailure) -> Plan {
        let all: ValueMap = ["path": "/etc/x.ini"]
        let printed = text.map { PrintedState.file($0, printsContent: true) }
        return try ModuleTrial("ini_file", all.merging(arguments))
            .plan(printing: (printed ?? PrintedState.absent()) + PrintedState.directory())
    }

    func written(_ plan: Plan) -> String? {
        for case .upload(let upload) in plan.changes.flatMap(\.requests) {
            guard case .bytes(let bytes) = upload.source else { continue }
            return String(decoding: bytes, as: UTF8.self)
        }
        return nil
    }

    static let edits: [Edit] = [
        Edit(
            testDescription: "an option that is there",
            arguments: ["section": "a", "option": "x", "value": "1"],
            message: "OK"
        ),
        Edit(
            testDescription: "other blanks, which may not count",
            arguments: ["section": "b", "option": "x", "value": "3", "ignore_spaces": true],
            message: "OK"
        ),
        Edit(
            testDescription: "other blanks, which do",
            arguments: ["section": "b", "option": "x", "value": "3"],
            after: "[a]\nx = 1\n; y = 2\n\n[b]\nx = 3\n"
        ),
        Edit(
            testDescription: "another value",
            arguments: ["section": "b", "option": "x", "value": "4", "no_extra_spaces": true],
            after: "[a]\nx = 1\n; y = 2\n\n[b]\nx=4\n"
        ),
        Edit(
            testDescription: "an option behind a ';'",
            arguments: ["section": "a", "option": "y", "value": "5"],
            after: "[a]\nx = 1\ny = 5\n\n[b]\nx=3\n"
        ),
        Edit(
            testDescription: "an option behind a ';' that stays",
            arguments: [
                "section": "a", "option": "y", "value": "5", "modify_inactive_option": false,
            ],
            after: "[a]\nx = 1\ny = 5\n; y = 2\n\n[b]\nx=3\n",
            message: "option added"
        ),
        Edit(
            testDescription: "a new option goes before the blank lines",
            arguments: ["section": "a", "option": "z", "value": "6"],
            after: "[a]\nx = 1\nz = 6\n; y = 2\n\n[b]\nx=3\n",
            message: "option added"
        ),
        Edit(
            testDescription: "a new section",
            arguments: ["section": "c", "option": "z", "value": "6"],
            before: "[a]",
            after: "[a]\n[c]\nz = 6\n",
            message: "section and option added"
        ),
        Edit(
            testDescription: "a new file",
            arguments: ["section": "c", "option": "z", "value": "6"],
            before: nil,
            after: "\n[c]\nz = 6\n",
            message: "section and option added"
        ),
        Edit(
            testDescription: "an option before the first section",
            arguments: ["option": "z", "value": "6"],
            after: "z = 6\n[a]\nx = 1\n; y = 2\n\n[b]\nx=3\n",
            message: "option added"
        ),
        Edit(
            testDescription: "several values, and no others",
            arguments: ["section": "a", "option": "x", "values": ["2", "3"]],
            before: "[a]\nx = 1\nx = 2\n#x = 9\n[b]\n",
            after: "[a]\nx = 3\nx = 2\n[b]\n"
        ),
        Edit(
            testDescription: "several values beside others",
            arguments: [
                "section": "a", "option": "x", "values": ["2", "3"], "exclusive": false,
            ],
            before: "[a]\nx = 1\nx = 2\n[b]\n",
            after: "[a]\nx = 1\nx = 2\nx = 3\n[b]\n",
            message: "option added"
        ),
        Edit(
            testDescription: "an option without a value",
            arguments: ["section": "a", "option": "skip", "allow_no_value": true],
            before: "[a]\n#skip\n",
            after: "[a]\nskip\n"
        ),
        Edit(
            testDescription: "a comment of one word is no option",
            arguments: ["section": "a", "option": "x", "value": "1"],
            before: "[a]\n; x\n",
            after: "[a]\nx = 1\n; x\n",
            message: "option added"
        ),
        Edit(
            testDescription: "an option that goes, wherever its value",
            arguments: ["section": "a", "option": "x", "state": "absent"],
            after: "[a]\n; y = 2\n\n[b]\nx=3\n"
        ),
        Edit(
            testDescription: "one value that goes",
            arguments: [
                "section": "a", "option": "x", "value": "2", "state": "absent", "exclusive": false,
            ],
            before: "[a]\nx = 1\nx = 2\n",
            after: "[a]\nx = 1\n"
        ),
        Edit(
            testDescription: "a section that goes",
            arguments: ["section": "a", "state": "absent"],
            after: "[b]\nx=3\n",
            message: "section removed"
        ),
        Edit(
            testDescription: "what is gone already",
            arguments: ["section": "c", "state": "absent"],
            message: "OK"
        ),
        Edit(
            testDescription: "the section of the name that holds something",
            arguments: [
                "section": "p", "option": "k", "value": "new",
                "section_has_values": [["option": "id", "value": "2"]],
            ],
            before: "[p]\nid = 1\nk = a\n[p]\nid = 2\nk = b\n",
            after: "[p]\nid = 1\nk = a\n[p]\nid = 2\nk = new\n"
        ),
        Edit(
            testDescription: "no such section of the name",
            arguments: [
                "section": "p", "option": "k", "value": "new",
                "section_has_values": [["option": "id", "value": "3"]],
            ],
            before: "[p]\nid = 1\n",
            after: "[p]\nid = 1\n[p]\nid = 3\nk = new\n",
            message: "section and option added"
        ),
        Edit(
            testDescription: "line ends of Windows become line feeds",
            arguments: ["section": "a", "option": "x", "value": "2"],
            before: "[a]\r\nx = 1\r\n",
            after: "[a]\nx = 2\n"
        ),
    ]

    @Test("a file is written as Ansible writes it", arguments: edits)
    func edited(_ edit: Edit) throws {
        let plan = try plan(edit.arguments, file: edit.before)
        #expect(written(plan) == edit.after)
        #expect(plan.isChange == (edit.after != nil))
        #expect(plan.result["msg"] == .string(edit.message))
        guard let after = edit.after else { return }
        let again = try self.plan(edit.arguments, file: after)
        #expect(again.changes.isEmpty, "\(again.summaries)")
    }

    @Test("a link is replaced unless it is followed")
    func links() throws {
        let text = "[a]\n"
        let printed =
            "path 0022\nlink t\nsource /t\nstat 8180 0 0 4 11 22 1 1 2 3 8 root root\n"
            + "content 4\n\(text)\n" + PrintedState.directory()
        for (follows, count) in [(false, 2), (true, 1)] {
            let plan = try ModuleTrial(
                "ini_file",
                [
                    "path": "/l", "section": "a", "option": "x", "value": "1",
                    "follow": .bool(follows),
                ]
            ).plan(printing: printed)
            #expect(plan.changes[0].requests.count == count)
            guard !follows, case .upload(let upload)? = plan.changes.first?.requests.last else {
                continue
            }
            #expect(upload.mode == 0o600)
        }
    }

    @Test("a difference shows both texts")
    func diff() throws {
        var trial = ModuleTrial(
            "ini_file",
            ["path": "/x", "section": "a", "option": "x", "value": "1"]
        )
        trial.isDiffMode = true
        let printed = PrintedState.file("[a]\n", printsContent: true) + PrintedState.directory()
        let plan = try trial.plan(printing: printed)
        #expect(plan.changes.first?.diff?.after == "[a]\nx = 1\n")
        #expect(plan.result["diff"]?["before"] == "[a]\n")
    }

    @Test("what cannot be is refused")
    func refused() {
        let cases: [(ValueMap, String)] = [
            (
                ["section": "a", "option": "x"],
                "Parameter 'value(s)' must be defined if state=present and allow_no_value=False."
            ),
            (["section": "a", "value": "x"], "a value needs the option that it is of"),
            (["state": "absent"], "one of 'section', 'option' is needed"),
            (
                ["option": "a", "value": "x", "create": false],
                "Destination /etc/x.ini does not exist!"
            ),
        ]
        for (arguments, words) in cases {
            let message = failureMessage { () throws(ModuleFailure) in
                try plan(arguments, file: nil)
            }
            #expect(message?.hasPrefix(words) == true, "\(message ?? "no failure")")
        }
    }
}

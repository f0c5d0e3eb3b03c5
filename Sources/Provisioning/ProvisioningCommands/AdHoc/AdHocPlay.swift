internal import Diagnostics
internal import DocumentValues
internal import YAMLReading

/// The playbook that calls one module on hosts, once.
struct AdHocPlay {
    let settings: AdHocSettings
    /// The hosts.
    let pattern: String

    /// The playbook as a document.
    func document() throws(DiagnosticList) -> Node {
        let line = SourceText(name: "--args", text: settings.arguments)
        let place = SourcePlace(line, line: 1, column: 1)
        func text(_ text: String) -> Node { Node(.string(text), at: place) }
        func map(_ pairs: [(String, Node)]) -> Node {
            Node(.map(pairs.map { Node.Pair(key: text($0.0), value: $0.1) }), at: place)
        }
        var task: [(String, Node)] = []
        if settings.arguments.hasPrefix("{"), !settings.arguments.hasPrefix("{{") {
            let arguments = try YAMLReader.readDocument(line)
            task.append(
                (
                    "action",
                    Node(
                        .map(
                            [Node.Pair(key: text("module"), value: text(settings.module))]
                                + (arguments?.map ?? [])
                        ),
                        at: place
                    )
                )
            )
        } else {
            task.append(("action", text("\(settings.module) \(settings.arguments)")))
        }
        if settings.timeout > 0 {
            task.append(("timeout", Node(.integer(settings.timeout), at: place)))
        }
        let play = map([
            ("name", text("Ansible Ad-Hoc")), ("hosts", text(pattern)),
            ("gather_facts", Node(.bool(false), at: place)),
            ("tasks", Node(.list([map(task)]), at: place)),
        ])
        return Node(.list([play]), at: place)
    }
}

import Diagnostics
import DocumentValues

/// Reads lists of tasks: tasks, blocks, and what they import.
struct TaskListReader {
    let session: LoadSession
    let play: PlayDraft

    private static let blockKeys = ["block", "rescue", "always"]

    /// The tasks of a list; nothing is an empty list.
    func read(_ node: Node, _ surroundings: TaskSurroundings) -> [TaskItem] {
        if node.isNull { return [] }
        guard let elements = node.list else {
            session.report("a list of tasks", is: node, expected: "a list, each task after a '-'")
            return []
        }
        guard surroundings.depth <= TaskSurroundings.depthLimit else {
            session.report(
                Diagnostic(
                    "blocks and imports are nested too deeply",
                    at: node.place,
                    expected: "at most \(TaskSurroundings.depthLimit) levels"
                )
            )
            return []
        }
        return elements.flatMap { readItem($0, surroundings) }
    }

    private func readItem(_ node: Node, _ surroundings: TaskSurroundings) -> [TaskItem] {
        guard let pairs = node.map else {
            session.report("a task", is: node, expected: "a mapping of keywords")
            return []
        }
        let isBlock = pairs.contains { pair in
            pair.key.string.map(TaskListReader.blockKeys.contains) ?? false
        }
        guard isBlock else {
            return TaskReader(session: session, play: play).read(node, pairs, surroundings)
        }
        return readBlock(node, pairs, surroundings).map { [.block($0)] } ?? []
    }

    private func readBlock(
        _ node: Node,
        _ pairs: [Node.Pair],
        _ surroundings: TaskSurroundings
    ) -> Block? {
        if surroundings.isHandlers {
            session.report(
                Diagnostic(
                    "a handler can't be a block",
                    at: node.place,
                    hint: "use 'include_tasks' in the handler, or several handlers that listen"
                )
            )
            return nil
        }
        guard node["block"] != nil else {
            let key = pairs.first { TaskListReader.blockKeys.contains($0.key.string ?? "") }?.key
            session.report(
                Diagnostic(
                    "'\(key?.string ?? "rescue")' stands without 'block'",
                    at: key?.place ?? node.place,
                    expected: "a 'block' beside it"
                )
            )
            return nil
        }
        var directives = Directives()
        var name: Node?
        for pair in pairs where !TaskListReader.blockKeys.contains(pair.key.string ?? "") {
            if pair.key.string == "name" {
                name = session.text(pair)
            } else if !DirectiveKeywords.table.decode(pair, in: .block, into: &directives, session)
            {
                let known =
                    DirectiveKeywords.table.names(in: .block) + TaskListReader.blockKeys + ["name"]
                session.reportUnknownKeyword(pair.key, among: known, in: "block")
            }
        }
        directives = directives.inheriting(from: surroundings.inherited)
        let inner = surroundings.within(directives)
        func tasks(_ key: String) -> [TaskItem] { node[key].map { read($0, inner) } ?? [] }
        var rescued = inner
        rescued.isRescued = inner.isRescued || node["rescue"]?.list?.isEmpty == false
        let plain = node["block"].map { read($0, rescued) } ?? []
        let firstGap = session.gaps.count
        let rescue = tasks("rescue")
        session.settleGaps(from: firstGap) { $0.isCertain = false }
        return Block(
            name: name,
            tasks: plain,
            rescue: rescue,
            always: tasks("always"),
            directives: directives,
            entrance: nil,
            place: node.place
        )
    }
}

extension LoadSession {
    /// Says that a key is no keyword.
    func reportUnknownKeyword(
        _ key: Node,
        among known: [String],
        in owner: String,
        hint: String? = nil
    ) {
        guard let word = key.string else {
            report("a keyword of a \(owner)", is: key, expected: "a string")
            return
        }
        let close = closestWord(to: word, among: known.sorted())
        let suggestion = close.map { "; did you mean '\($0)'?" } ?? ""
        report(
            Diagnostic(
                "unknown keyword '\(word)'\(suggestion)",
                at: key.place,
                expected: "a keyword of a \(owner)",
                hint: hint
            )
        )
    }
}

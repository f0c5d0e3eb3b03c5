import Diagnostics
import DocumentValues
import ModuleContract
import Templating

/// Reads the arguments of a module, however they are written, and checks them.
struct ModuleCallReader {
    let session: LoadSession

    func read(
        _ action: WrittenAction,
        _ module: ModuleEntry,
        _ more: Node?,
        hasDefaults: Bool
    ) -> ModuleCall {
        let table = module.description.arguments
        var pairs: [Node.Pair] = []
        var template: Node?
        read(action.arguments, action, table, takesFreeText: true, into: &pairs, &template)
        if let more {
            var others: [Node.Pair] = []
            read(more, action, table, takesFreeText: false, into: &others, &template)
            for other in others {
                if let same = pairs.first(where: { $0.key.string == other.key.string }) {
                    session.report(
                        Diagnostic(
                            "'\(same.key.string ?? "")' of module '\(action.name)' is given twice",
                            at: other.key.place,
                            hint: "leave it out of 'args'"
                        )
                    )
                } else {
                    pairs.append(other)
                }
            }
        }
        let coercion = ArgumentCoercion(of: module.description, named: action.name)
        let isComplete = template == nil && !hasDefaults
        let isDoubtful = { (pair: Node.Pair) in
            table[pair.key.string ?? ""] == nil && !table.takesAnyName && pair.value.mayBeOmitted
        }
        let sure = pairs.filter { !isDoubtful($0) }
        session.report(coercion.check(sure, at: action.place, isComplete: isComplete))
        noteDoubtful(pairs.filter(isDoubtful), of: coercion.owner)
        checkTemplates(pairs, of: module.description.name)
        if table.takesAnyName {
            session.mentionedNames.formUnion(pairs.compactMap(\.key.string))
        }
        return ModuleCall(
            name: action.name,
            module: module,
            arguments: pairs,
            argumentsTemplate: template,
            isLocal: action.isLocal,
            place: action.place
        )
    }

    private func read(
        _ node: Node,
        _ action: WrittenAction,
        _ table: ArgumentTable,
        takesFreeText: Bool,
        into pairs: inout [Node.Pair],
        _ template: inout Node?
    ) {
        let freeName = takesFreeText ? table.freeForm : nil
        switch node.content {
        case .null:
            return
        case .map(let written):
            pairs += written
        case .string(let text):
            if freeName == nil && TemplateChecker.isOneExpression(text) {
                template = session.checked(node)
                return
            }
            let parsed = KeyValueText(node, takesFreeText: freeName != nil) { name, isFirst in
                guard let freeName else { return true }
                if table.takesAnyName { return true }
                if let names = table.namesInFreeForm { return names.contains(name) }
                return name == freeName ? isFirst : table[name] != nil
            }
            pairs += parsed.pairs
            if let freeName, let free = parsed.freeText {
                pairs.append(Node.Pair(key: Node(.string(freeName), at: free.place), value: free))
            }
            for word in parsed.strayWords {
                session.report(
                    Diagnostic(
                        "'\(word.text)' is no argument of module '\(action.name)'",
                        at: word.place,
                        expected: "NAME=VALUE, or a mapping"
                    )
                )
            }
        case .bool, .integer, .float, .literal, .vault:
            if let freeName {
                pairs.append(Node.Pair(key: Node(.string(freeName), at: node.place), value: node))
            } else {
                fallthrough
            }
        default:
            session.report(
                "what module '\(action.name)' is given",
                is: node,
                expected: "a mapping of arguments"
            )
        }
    }

    /// An argument that is not there when it comes to `omit` fails the task only when it is.
    private func noteDoubtful(_ pairs: [Node.Pair], of owner: String) {
        let firstGap = session.gaps.count
        for pair in pairs {
            let message = "the argument '\(pair.key.string ?? "")' of \(owner) is not supported"
            session.report(Diagnostic(message, at: pair.key.place, severity: .note))
        }
        session.settleGaps(from: firstGap) { $0.isCertain = false }
    }

    /// Arguments that hold bare expressions instead of templates.
    private static let expressions: [String: String] = ["assert": "that", "debug": "var"]

    private func checkTemplates(_ pairs: [Node.Pair], of module: String) {
        for pair in pairs {
            if let name = pair.key.string, ModuleCallReader.expressions[module] == name {
                for node in pair.value.list ?? [pair.value] where node.string != nil {
                    session.report(TemplateChecker.check(condition: node))
                    session.mention(TemplateChecker.freeNames(inCondition: node))
                }
            } else {
                _ = session.checked(pair.value)
            }
        }
    }
}

extension Node {
    /// Whether the node is a template that may come to `omit`.
    fileprivate var mayBeOmitted: Bool {
        guard let text = string, Node.mayBeTemplate(text) else { return false }
        let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }
        return words.contains("omit")
    }
}

import Diagnostics
import DocumentValues
import ModuleContract

/// Checks that what tasks notify is there.
struct HandlerCheck {
    private let exact: Set<String>
    private let patterns: [NamePattern]

    /// Handlers by their names and topics; names in a role also as `role : name`.
    init(_ handlers: [Task]) {
        var exact: Set<String> = []
        var patterns: [NamePattern] = []
        for handler in handlers {
            exact.formUnion(handler.listen)
            guard let name = handler.name?.string else { continue }
            let names = [name] + (handler.role.map { ["\($0.name) : \(name)"] } ?? [])
            if Node.mayBeTemplate(name) {
                patterns += names.map(NamePattern.init)
            } else {
                exact.formUnion(names)
            }
        }
        self.exact = exact
        self.patterns = patterns
    }

    /// What is wrong with a notification; nil when it is fine, or only known in the run.
    func check(_ notification: Node) -> Diagnostic? {
        guard let name = notification.string, !Node.mayBeTemplate(name), !exact.contains(name),
            !patterns.contains(where: { $0.mayMatch(name) })
        else { return nil }
        let close = closestWord(to: name, among: exact.sorted())
        return Diagnostic(
            "undefined handler '\(name)'" + (close.map { "; did you mean '\($0)'?" } ?? ""),
            at: notification.place,
            expected: "the name of a handler of the play or its roles, or what one listens to"
        )
    }

    /// A name with templates in it: its plain start and end are known.
    private struct NamePattern {
        let start: Substring
        let end: Substring

        init(_ name: String) {
            start = name.prefix { $0 != "{" }
            let reversedEnd = name.reversed().prefix { $0 != "}" }
            end = Substring(String(reversedEnd.reversed()))
        }

        func mayMatch(_ name: String) -> Bool { name.hasPrefix(start) && name.hasSuffix(end) }
    }
}

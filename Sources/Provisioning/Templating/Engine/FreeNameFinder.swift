/// Finds the variables that a template uses and does not set itself.
struct FreeNameFinder {
    private var used: Set<String> = []
    private var bound: Set<String> = []

    /// All names that statements use.
    static func names(usedIn statements: [Statement]) -> Set<String> {
        var finder = FreeNameFinder()
        finder.visit(statements)
        return finder.used
    }

    private mutating func visit(_ statements: [Statement]) {
        for statement in statements { visit(statement) }
    }

    /// Visits with names bound only there.
    private mutating func binding(_ names: [String], _ visit: (inout FreeNameFinder) -> Void) {
        let outer = bound
        bound.formUnion(names)
        visit(&self)
        bound = outer
    }

    private mutating func visit(_ statement: Statement) {
        switch statement.form {
        case .text: break
        case .output(let expression), .evaluate(let expression):
            visit(expression)
        case .loop(let loop):
            visit(loop.sequence)
            binding(loop.target.names + ["loop"]) { finder in
                if let condition = loop.condition { finder.visit(condition) }
                finder.visit(loop.body)
            }
            visit(loop.otherwise)
        case .branch(let branches, let otherwise):
            for branch in branches {
                visit(branch.condition)
                visit(branch.body)
            }
            visit(otherwise)
        case .set(let targets, let value):
            visit(value)
            bound.formUnion(targets.flatMap(\.names))
        case .setBlock(let target, let filters, let body):
            visit(filters)
            binding([]) { $0.visit(body) }
            bound.formUnion(target.names)
        case .macro(let macro):
            bound.insert(macro.name)
            visit(macro)
        case .call(let call, let caller):
            visit(call)
            visit(caller)
        case .filter(let filters, let body):
            visit(filters)
            binding([]) { $0.visit(body) }
        case .include(let path, _, _):
            visit(path)
        case .importModule(let path, let name, _):
            visit(path)
            bound.insert(name)
        case .importNames(let path, let names, _):
            visit(path)
            bound.formUnion(names.map(\.alias))
        case .with(let assignments, let body):
            for assignment in assignments { visit(assignment.value) }
            binding(assignments.flatMap(\.target.names)) { $0.visit(body) }
        case .block(let body):
            binding([]) { $0.visit(body) }
        }
    }

    private mutating func visit(_ filters: [FilterUse]) {
        for argument in filters.flatMap(\.arguments.all) { visit(argument) }
    }

    private mutating func visit(_ macro: Macro) {
        for value in macro.parameters.compactMap(\.defaultValue) { visit(value) }
        binding(macro.parameters.map(\.name) + ["caller"]) { $0.visit(macro.body) }
    }

    private mutating func visit(_ expression: Expression) {
        guard case .name(let name) = expression.form else {
            for child in expression.children { visit(child) }
            return
        }
        guard !bound.contains(name), TemplateGlobals.functions[name] == nil else { return }
        used.insert(name)
    }
}

extension Expression {
    /// The expressions inside.
    var children: [Expression] {
        switch form {
        case .constant, .name: []
        case .list(let elements), .concatenation(let elements): elements
        case .map(let pairs): pairs.flatMap { [$0.key, $0.value] }
        case .negative(let operand), .positive(let operand), .not(let operand): [operand]
        case .attribute(let base, _): [base]
        case .binary(_, let left, let right), .and(let left, let right), .or(let left, let right),
            .item(let left, let right):
            [left, right]
        case .comparison(let first, let rest): [first] + rest.map(\.operand)
        case .conditional(let condition, let then, let otherwise):
            [condition, then] + [otherwise].compactMap(\.self)
        case .slice(let base, let start, let stop, let step):
            [base] + [start, stop, step].compactMap(\.self)
        case .call(let function, let arguments): [function] + arguments.all
        case .filter(let input, _, let arguments), .test(let input, _, let arguments):
            [input] + arguments.all
        }
    }
}

extension Statement {
    /// The expressions of the statement itself, and the statements inside.
    var contents: (expressions: [Expression], filters: [FilterUse], statements: [Statement]) {
        switch form {
        case .text: ([], [], [])
        case .output(let expression), .evaluate(let expression), .set(_, let expression),
            .include(let expression, _, _), .importModule(let expression, _, _),
            .importNames(let expression, _, _):
            ([expression], [], [])
        case .loop(let loop):
            ([loop.sequence] + [loop.condition].compactMap(\.self), [], loop.body + loop.otherwise)
        case .branch(let branches, let otherwise):
            (branches.map(\.condition), [], branches.flatMap(\.body) + otherwise)
        case .setBlock(_, let filters, let body), .filter(let filters, let body):
            ([], filters, body)
        case .macro(let macro):
            (macro.parameters.compactMap(\.defaultValue), [], macro.body)
        case .call(let call, let caller):
            ([call] + caller.parameters.compactMap(\.defaultValue), [], caller.body)
        case .with(let assignments, let body): (assignments.map(\.value), [], body)
        case .block(let body): ([], [], body)
        }
    }
}

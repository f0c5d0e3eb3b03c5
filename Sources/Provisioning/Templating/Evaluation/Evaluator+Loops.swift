internal import DocumentValues

extension Evaluator {
    /// Runs a loop over elements; `depth` counts the recursions of a recursive one.
    func run(_ loop: ForLoop, over elements: [Item], depth: Int, at offset: Int) throws {
        let chosen =
            try loop.condition.map { condition in
                try elements.filter { element in
                    try withFrame {
                        try assign(loop.target, element, at: offset)
                        return try holds(condition)
                    }
                }
            } ?? elements
        guard !chosen.isEmpty else { return try withFrame { try run(loop.otherwise) } }
        let state = LoopState(chosen, depth: depth)
        if loop.isRecursive { state.recursion = recursion(loop, depth, offset) }
        for (index, element) in chosen.enumerated() {
            budget.loopRounds += 1
            guard budget.loopRounds <= budget.limits.loopRounds else {
                let limit = budget.limits.loopRounds
                throw failure("the loops make more than \(limit) rounds", at: offset)
            }
            state.index = index
            try withFrame {
                frame.variables["loop"] = .object(state)
                try assign(loop.target, element, at: offset)
                try run(loop.body)
            }
        }
    }

    private func recursion(_ loop: ForLoop, _ depth: Int, _ offset: Int) -> TemplateFunction {
        TemplateFunction(name: "loop") { site, arguments in
            guard let first = arguments.positional.first else {
                throw OperationFailure("'loop' takes what to loop over")
            }
            let evaluator = site.evaluator
            let elements = try evaluator.elements(first, at: site.offset)
            let outer = evaluator.output
            evaluator.output = ""
            defer { evaluator.output = outer }
            try evaluator.run(loop, over: elements, depth: depth + 1, at: offset)
            return .string(evaluator.output)
        }
    }
}

/// The variable `loop`.
final class LoopState: TemplateObject {
    let elements: [Item]
    let depth: Int
    var index = 0
    var recursion: TemplateFunction?
    private var lastChanged: [Value]?

    init(_ elements: [Item], depth: Int) {
        self.elements = elements
        self.depth = depth
    }

    var typeName: String { "LoopContext" }

    func attribute(_ name: String) -> Item? {
        switch name {
        case "index": .value(.integer(index + 1))
        case "index0": .value(.integer(index))
        case "revindex": .value(.integer(elements.count - index))
        case "revindex0": .value(.integer(elements.count - index - 1))
        case "first": .value(.bool(index == 0))
        case "last": .value(.bool(index == elements.count - 1))
        case "length": .value(.integer(elements.count))
        case "depth": .value(.integer(depth + 1))
        case "depth0": .value(.integer(depth))
        case "previtem": index > 0 ? elements[index - 1] : nil
        case "nextitem": index + 1 < elements.count ? elements[index + 1] : nil
        case "cycle": .function(cycle)
        case "changed": .function(changed)
        case "__call__": recursion.map { .function($0) }
        default: nil
        }
    }

    private var cycle: TemplateFunction {
        TemplateFunction(name: "cycle") { [index] _, arguments in
            guard !arguments.positional.isEmpty else {
                throw OperationFailure("'loop.cycle' takes what to cycle through")
            }
            return arguments.positional[index % arguments.positional.count]
        }
    }

    private var changed: TemplateFunction {
        TemplateFunction(name: "changed") { [self] site, arguments in
            let values = try arguments.positional.map {
                try site.evaluator.plain($0, at: site.offset)
            }
            defer { lastChanged = values }
            return .value(.bool(values != lastChanged))
        }
    }
}

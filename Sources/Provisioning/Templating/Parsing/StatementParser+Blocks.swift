internal import DocumentValues

extension StatementParser {
    static let parseFor: Parse = { (parser, stream, offset) throws(SyntaxComplaint) in
        var header = ExpressionParser(stream)
        let target = try target(&header.stream, stopsAtIn: true)
        guard header.stream.takeName("in") else { throw header.stream.unexpected("'in'") }
        let sequence = try header.expressionOrTuple(allowsConditional: false)
        let condition = header.stream.takeName("if") ? try header.expression() : nil
        let isRecursive = header.stream.takeName("recursive")
        try header.stream.expectEnd()
        let body = try parser.statements(until: ["else", "endfor"])
        var otherwise: [Statement] = []
        if body.ending == "else" {
            otherwise = try parser.statements(until: ["endfor"]).statements
        }
        return .loop(
            ForLoop(
                target: target,
                sequence: sequence,
                condition: condition,
                isRecursive: isRecursive,
                body: body.statements,
                otherwise: otherwise
            )
        )
    }

    static let parseIf: Parse = { (parser, stream, offset) throws(SyntaxComplaint) in
        var branches: [(condition: Expression, body: [Statement])] = []
        var header = ExpressionParser(stream)
        while true {
            let condition = try header.expressionOrTuple(allowsConditional: false)
            try header.stream.expectEnd()
            let body = try parser.statements(until: ["elif", "else", "endif"])
            branches.append((condition, body.statements))
            switch body.ending {
            case "elif":
                header = ExpressionParser(body.stream)
            case "else":
                let otherwise = try parser.statements(until: ["endif"]).statements
                return .branch(branches, otherwise: otherwise)
            default:
                return .branch(branches, otherwise: [])
            }
        }
    }

    static let parseSet: Parse = { (parser, stream, offset) throws(SyntaxComplaint) in
        var header = ExpressionParser(stream)
        let target = try target(&header.stream, stopsAtIn: false)
        if header.stream.take("=") {
            let value = try header.expressionOrTuple()
            try header.stream.expectEnd()
            return .set([target], value)
        }
        var filters: [FilterUse] = []
        while header.stream.take("|") { filters.append(try header.filterUse()) }
        guard header.stream.isAtEnd else { throw header.stream.unexpected("'='") }
        let body = try parser.statements(until: ["endset"]).statements
        return .setBlock(target, filters: filters, body: body)
    }

    static let parseMacro: Parse = { (parser, stream, offset) throws(SyntaxComplaint) in
        var header = ExpressionParser(stream)
        let name = try header.stream.expectName("the macro's name")
        try header.stream.expect("(")
        let parameters = try parameters(&header)
        try header.stream.expectEnd()
        let body = try parser.statements(until: ["endmacro"]).statements
        return .macro(Macro(name: name, parameters: parameters, body: body, offset: offset))
    }

    static let parseCall: Parse = { (parser, stream, offset) throws(SyntaxComplaint) in
        var header = ExpressionParser(stream)
        let parameters = header.stream.take("(") ? try parameters(&header) : []
        let call = try header.expression()
        guard case .call = call.form else {
            throw SyntaxComplaint(
                message: "this is no call",
                offset: call.offset,
                expected: "'macro(…)'"
            )
        }
        try header.stream.expectEnd()
        let body = try parser.statements(until: ["endcall"]).statements
        let caller = Macro(name: "caller", parameters: parameters, body: body, offset: offset)
        return .call(call, caller: caller)
    }

    static let parseFilter: Parse = { (parser, stream, offset) throws(SyntaxComplaint) in
        var header = ExpressionParser(stream)
        var filters = [try header.filterUse()]
        while header.stream.take("|") { filters.append(try header.filterUse()) }
        try header.stream.expectEnd()
        return .filter(filters, body: try parser.statements(until: ["endfilter"]).statements)
    }

    static let parseInclude: Parse = { (_, stream, _) throws(SyntaxComplaint) in
        var header = ExpressionParser(stream)
        let path = try header.expression()
        var ignoresMissing = false
        if header.stream.seesName("ignore"), header.stream.next.kind == .name("missing") {
            _ = header.stream.advance()
            _ = header.stream.advance()
            ignoresMissing = true
        }
        let hasContext = try context(&header.stream, defaultValue: true)
        try header.stream.expectEnd()
        return .include(path, ignoresMissing: ignoresMissing, hasContext: hasContext)
    }

    static let parseImport: Parse = { (_, stream, _) throws(SyntaxComplaint) in
        var header = ExpressionParser(stream)
        let path = try header.expression()
        guard header.stream.takeName("as") else { throw header.stream.unexpected("'as'") }
        let name = try header.stream.expectName()
        let hasContext = try context(&header.stream, defaultValue: false)
        try header.stream.expectEnd()
        return .importModule(path, name: name, hasContext: hasContext)
    }

    static let parseFrom: Parse = { (_, stream, _) throws(SyntaxComplaint) in
        var header = ExpressionParser(stream)
        let path = try header.expression()
        guard header.stream.takeName("import") else { throw header.stream.unexpected("'import'") }
        var names: [(name: String, alias: String)] = []
        repeat {
            let isContext = header.stream.seesName("with") || header.stream.seesName("without")
            if isContext, header.stream.next.kind == .name("context") { break }
            let name = try header.stream.expectName()
            let alias = header.stream.takeName("as") ? try header.stream.expectName() : name
            names.append((name, alias))
        } while header.stream.take(",")
        let hasContext = try context(&header.stream, defaultValue: false)
        try header.stream.expectEnd()
        return .importNames(path, names, hasContext: hasContext)
    }

    static let parseDo: Parse = { (_, stream, _) throws(SyntaxComplaint) in
        var header = ExpressionParser(stream)
        let expression = try header.expressionOrTuple()
        try header.stream.expectEnd()
        return .evaluate(expression)
    }

    static let parseWith: Parse = { (parser, stream, _) throws(SyntaxComplaint) in
        var header = ExpressionParser(stream)
        var assignments: [(target: Target, value: Expression)] = []
        while !header.stream.isAtEnd {
            let target = Target.name(try header.stream.expectName())
            try header.stream.expect("=")
            assignments.append((target, try header.expression()))
            if !header.stream.take(",") { try header.stream.expectEnd() }
        }
        return .with(assignments, body: try parser.statements(until: ["endwith"]).statements)
    }

    static let parseBlock: Parse = { (parser, stream, _) throws(SyntaxComplaint) in
        var stream = stream
        _ = try stream.expectName("the block's name")
        return .block(try parser.statements(until: ["endblock"]).statements)
    }

    private static func context(
        _ stream: inout TokenStream,
        defaultValue: Bool
    ) throws(SyntaxComplaint) -> Bool {
        guard stream.next.kind == .name("context") else { return defaultValue }
        if stream.takeName("with") {
            _ = stream.advance()
            return true
        }
        if stream.takeName("without") {
            _ = stream.advance()
            return false
        }
        return defaultValue
    }

    private static func parameters(
        _ header: inout ExpressionParser
    ) throws(SyntaxComplaint) -> [(name: String, defaultValue: Expression?)] {
        var parameters: [(name: String, defaultValue: Expression?)] = []
        while !header.stream.take(")") {
            let name = try header.stream.expectName("a parameter's name")
            let value = header.stream.take("=") ? try header.expression() : nil
            parameters.append((name, value))
            guard header.stream.sees(",") || header.stream.sees(")") else {
                throw header.stream.unexpected("',' or ')'")
            }
            _ = header.stream.take(",")
        }
        return parameters
    }

    private static func target(
        _ stream: inout TokenStream,
        stopsAtIn: Bool
    ) throws(SyntaxComplaint) -> Target {
        var targets: [Target] = []
        var isTuple = false
        repeat {
            if isTuple, stream.isAtEnd || stream.sees("=") || stream.seesName("in") { break }
            targets.append(try singleTarget(&stream, stopsAtIn: stopsAtIn))
            isTuple = isTuple || stream.sees(",")
        } while stream.take(",")
        return isTuple || targets.count > 1 ? .tuple(targets) : targets[0]
    }

    private static func singleTarget(
        _ stream: inout TokenStream,
        stopsAtIn: Bool
    ) throws(SyntaxComplaint) -> Target {
        if stream.take("(") {
            let inner = try target(&stream, stopsAtIn: stopsAtIn)
            try stream.expect(")")
            return inner
        }
        let name = try stream.expectName("a variable's name")
        guard !stopsAtIn, stream.take(".") else { return .name(name) }
        return .attribute(name, try stream.expectName("an attribute's name"))
    }
}

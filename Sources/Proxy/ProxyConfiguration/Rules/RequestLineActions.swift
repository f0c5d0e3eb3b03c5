internal import Diagnostics
internal import RegularExpressions
internal import Samples

/// The method and the target of a request.
enum RequestLineActions {
    static let all: [ActionKeyword] =
        RequestPart.allCases.map { part in
            ActionKeyword("set-\(part.rawValue)", "<format>", in: .request) {
                arguments,
                reading throws(Diagnostic) in
                RequestPartAction(part, try reading.format(arguments.need("a value")))
            }
        }
        + [RequestPart.path, .pathq, .uri].map { part in
            ActionKeyword("replace-\(part.rawValue)", "<regex> <replacement>", in: .request) {
                arguments,
                reading throws(Diagnostic) in
                let expression = try arguments.readExpression()
                let value = try reading.format(arguments.need("a replacement"))
                return RequestPartReplacement(
                    part,
                    Replacement(expression, isGlobal: false),
                    value
                )
            }
        }
        + [
            ActionKeyword("normalize-uri", "<normalizer> [full|strict]", in: .request) {
                arguments,
                _ throws(Diagnostic) in
                TargetNormalization(try arguments.readNormalizer())
            }
        ]
}

/// A part of the request line.
enum RequestPart: String, CaseIterable, Sendable {
    case method, path, pathq, query, uri

    /// The change that puts a text in place of this part; nil when there is no such place.
    func change(
        to text: UnsafeRawBufferPointer,
        _ run: inout RuleRun
    ) -> HeadChange? {
        if self == .method { return .method(text) }
        if self == .uri { return text.isEmpty ? nil : .target(text) }
        guard let head = run.context.request else { return nil }
        let target = head.target
        let old = head.pathAndQuery
        // What stands before the path: a scheme and a host.
        let start =
            old.flatMap { path in
                path.baseAddress.flatMap { base in target.baseAddress.map { base - $0 } }
            } ?? target.count
        let mark = target[start...].firstIndex(of: 0x3F) ?? target.count
        let front: Range<Int>
        let back: Range<Int>
        switch self {
        case .path: (front, back) = (0..<start, mark..<target.count)
        case .pathq: (front, back) = (0..<start, target.count..<target.count)
        default: (front, back) = (0..<mark, target.count..<target.count)
        }
        var writer = ArenaWriter(&run.context.arena, limit: 16_384)
        writer.write(UnsafeRawBufferPointer(rebasing: target[front]))
        if self == .query, !text.isEmpty, text.first != 0x3F { writer.write(0x3F) }
        for byte in text where byte > 0x20 { writer.write(byte) }
        writer.write(UnsafeRawBufferPointer(rebasing: target[back]))
        return writer.hasOverflowed ? nil : .target(writer.finish(&run.context.arena))
    }

    /// The part as it is now.
    func text(_ head: HeadView) -> UnsafeRawBufferPointer? {
        switch self {
        case .method: head.method
        case .path: head.path
        case .pathq: head.pathAndQuery
        case .query: head.query
        case .uri: head.target
        }
    }
}

/// `set-method`, `set-path` and their like.
private final class RequestPartAction: RuleAction {
    private let part: RequestPart
    private let value: LogFormat

    init(_ part: RequestPart, _ value: LogFormat) {
        self.part = part
        self.value = value
    }

    func run(_ run: inout RuleRun) -> RuleOutcome {
        guard let text = value.evaluate(&run.context) else { return run.isStrict ? .failed : .next }
        guard let change = part.change(to: text, &run) else { return .next }
        return run.change(change)
    }
}

/// `normalize-uri`.
private final class TargetNormalization: RuleAction {
    private let normalizer: TargetNormalizer

    init(_ normalizer: TargetNormalizer) { self.normalizer = normalizer }

    func run(_ run: inout RuleRun) -> RuleOutcome {
        guard let head = run.context.request, let path = head.pathAndQuery,
            let base = head.target.baseAddress, let start = path.baseAddress
        else { return .next }
        let old = Array(head.target)
        guard let new = normalizer.normalize(old, pathStart: start - base) else { return .invalid }
        if new == old { return .next }
        return new.withUnsafeBytes { run.change(.target($0)) }
    }
}

extension Arguments {
    fileprivate mutating func readNormalizer() throws(Diagnostic) -> TargetNormalizer {
        let word = try need("a normalizer")
        let kinds: [String: TargetNormalizer] = [
            "fragment-encode": .encodeFragment, "fragment-strip": .stripFragment,
            "path-merge-slashes": .mergeSlashes, "path-strip-dot": .stripDots,
            "path-strip-dotdot": .stripParents(isFull: false),
            "percent-decode-unreserved": .decodeUnreserved(isStrict: false),
            "percent-to-uppercase": .raiseDigits(isStrict: false),
            "query-sort-by-name": .sortQuery,
        ]
        switch try word.choice("normalizer", kinds) {
        case .stripParents where take("full"): return .stripParents(isFull: true)
        case .decodeUnreserved where take("strict"): return .decodeUnreserved(isStrict: true)
        case .raiseDigits where take("strict"): return .raiseDigits(isStrict: true)
        case let other: return other
        }
    }
}

/// `replace-path`, `replace-pathq` and `replace-uri`.
private final class RequestPartReplacement: RuleAction {
    private let part: RequestPart
    private let replacement: Replacement
    private let value: LogFormat

    init(_ part: RequestPart, _ replacement: Replacement, _ value: LogFormat) {
        self.part = part
        self.replacement = replacement
        self.value = value
    }

    func run(_ run: inout RuleRun) -> RuleOutcome {
        guard let head = run.context.request, let text = part.text(head),
            let template = value.evaluate(&run.context),
            replacement.expression.matches(text, scratch: run.context.memory.matches),
            let new = Replacement.text(template, of: text, &run.context),
            let change = part.change(to: new, &run)
        else { return .next }
        return run.change(change)
    }
}

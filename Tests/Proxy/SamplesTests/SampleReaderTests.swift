import Diagnostics
import Testing

@testable import Samples

/// A stream of which nothing is known.
final class EmptyStream: StreamFacts {
    let store = VariableStore()

    func fact(_ fact: StreamFact, of subject: FactSubject, _ arena: inout SampleArena) -> Sample? {
        nil
    }

    func variables(_ scope: VariableScope, creating: Bool) -> VariableStore? { store }
}

/// A context without heads.
func withContext<Result>(_ body: (inout SampleContext) -> Result) -> Result {
    let area = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    defer { area.deallocate() }
    let (stream, memory) = (EmptyStream(), SampleMemory())
    var context = SampleContext(
        stream: stream,
        point: .requestHead,
        arena: SampleArena(area),
        memory: memory
    )
    return withExtendedLifetime((stream, memory)) { body(&context) }
}

let noFiles = SampleTools(patterns: PatternCatalogue(), readFile: { _ in .unreadable("none") })

@Suite("reading of expressions")
struct SampleReaderTests {
    struct Fault: CustomTestStringConvertible, Sendable {
        let text: String
        let message: String
        var testDescription: String { text }
    }

    static let faults: [Fault] = [
        Fault(text: "", message: "missing fetch method"),
        Fault(text: "nonsense(1", message: "unknown sample fetch 'nonsense'"),
        Fault(text: "str(a", message: "the arguments of 'str' are never closed"),
        Fault(
            text: "str(a),field(1)",
            message: "'field' : missing arguments (got 1/2), type 'string' expected"
        ),
        Fault(
            text: "int(x)",
            message: "'int' : invalid args: failed to parse 'x' as type 'signed integer'"
        ),
        Fault(text: "str(a),nonsense", message: "unknown converter 'nonsense'"),
        Fault(
            text: "always_true,ipmask(8)",
            message: "converter 'ipmask' cannot be applied to a value of type 'bool'"
        ),
        Fault(text: "str(a)b", message: "'b' does not belong to the expression 'str(a)b'"),
        Fault(text: "str(a),var", message: "unknown converter 'var'"),
        Fault(text: "var(a)", message: "invalid variable name 'a'"),
        Fault(text: "src(1)", message: "'src' takes no arguments, not 1"),
        Fault(
            text: "status",
            message:
                "sample fetch <status> may not be reliably used here because it needs "
                + "'HTTP response' which is not available here"
        ),
    ]

    @Test("what is wrong is said in HAProxy's words", arguments: faults)
    func fault(_ fault: Fault) {
        do throws(Diagnostic) {
            _ = try SampleReader(noFiles, at: [.requestHead]).expression(fault.text, at: nil)
            Issue.record("it was read")
        } catch {
            #expect(error.message.hasPrefix(fault.message), "\(error.message)")
        }
    }

    @Test("quotes and escapes in arguments are taken off")
    func quotes() throws {
        #expect(try text("str('a,b)')") == "a,b)")
        #expect(try text("str(a\\ b)") == "a b")
        #expect(try text("str(\"it's\"),upper") == "IT'S")
    }

    @Test("a format holds texts, expressions, percent signs and aliases")
    func formats() throws {
        let reader = LogFormatReader(noFiles, at: [.requestHead], for: .message)
        let format = try reader.format("a%%b%[str(x),upper]c", at: nil)
        let text = withContext { context in
            format.evaluate(&context).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(text == "a%bXc")
        #expect(try reader.format("plain %% text", at: nil).literal == "plain % text")
        #expect(throws: Diagnostic.self) { try reader.format("%nonsense", at: nil) }
        #expect(throws: Diagnostic.self) { try reader.format("%[str(a)", at: nil) }
        #expect(throws: Diagnostic.self) { try reader.format("100%", at: nil) }
    }

    private func text(_ expression: String) throws -> String? {
        let expression = try SampleReader(noFiles, at: [.requestHead]).expression(
            expression,
            at: nil
        )
        return withContext { context in
            expression.evaluate(&context, as: .str).map {
                String(decoding: $0.bytes, as: UTF8.self)
            }
        }
    }
}

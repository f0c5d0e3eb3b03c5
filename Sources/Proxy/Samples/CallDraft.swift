public import Diagnostics
internal import StickTables

/// A fetch or converter with its arguments while it is read: keywords look at it and put into it
/// what they made of the arguments.
public struct CallDraft {
    /// The keyword's name.
    public let name: String
    /// The arguments as written, quotes and escapes taken off.
    public internal(set) var texts: [String]
    /// What reading may ask for.
    public let tools: SampleTools
    /// Where the expression stands in the file.
    public let place: SourcePlace?
    /// The values; texts unless the signature says otherwise.
    var values: [Value]

    /// What an argument has become.
    enum Value {
        case text(String)
        case bytes([UInt8])
        case constant(Sample)
        case object(AnyObject)
    }

    /// The text of an argument; nil when it was not written.
    public func text(_ index: Int) -> String? {
        index < texts.count ? texts[index] : nil
    }

    /// Puts a number in place of an argument.
    public mutating func set(_ index: Int, number: Int64) {
        put(index, .constant(.integer(number)))
    }

    /// Puts bytes in place of an argument.
    public mutating func set(_ index: Int, bytes: [UInt8]) {
        put(index, .bytes(bytes))
    }

    /// Puts an address in place of an argument.
    mutating func set(_ index: Int, address: Sample) {
        put(index, .constant(address))
    }

    /// Puts what was made of an argument in its place.
    public mutating func set(_ index: Int, object: AnyObject) {
        put(index, .object(object))
    }

    private mutating func put(_ index: Int, _ value: Value) {
        while values.count <= index { values.append(.text("")) }
        values[index] = value
    }

    /// An error about the call.
    public func error(_ message: String, expected: String? = nil) -> Diagnostic {
        Diagnostic("'\(name)' : \(message)", at: place, expected: expected)
    }

    /// The number in an argument that is a text or number.
    func number(_ index: Int) throws(Diagnostic) -> Int64? {
        guard let text = text(index), !text.isEmpty else { return nil }
        guard let number = Int64(text.hasPrefix("+") ? String(text.dropFirst()) : text) else {
            throw error("'\(text)' is not a number")
        }
        return number
    }

    /// Takes an argument as a variable's name when it looks like one, else as a number.
    mutating func readOperand(_ index: Int) throws(Diagnostic) {
        guard let text = text(index) else { return }
        if let number = Int64(text.hasPrefix("+") ? String(text.dropFirst()) : text) {
            return set(index, number: number)
        }
        set(index, object: try VariableName.read(text, in: self))
    }

    /// Takes an argument as a variable's name when it begins with a scope, else as text.
    mutating func readWords(_ index: Int) {
        guard let text = text(index), let variable = VariableName(text) else { return }
        set(index, object: variable)
    }
}

/// A compiled call's arguments and what they keep alive.
final class CompiledArguments: @unchecked Sendable {
    let list: ArgumentList
    private let memory: UnsafeMutablePointer<Argument>
    private var texts: [UnsafeMutableRawBufferPointer] = []
    private var objects: [AnyObject] = []

    init(_ values: [CallDraft.Value], written: Int) {
        memory = .allocate(capacity: max(1, values.count))
        memory.initialize(repeating: Argument(), count: max(1, values.count))
        list = ArgumentList(memory, count: values.count)
        for (index, value) in values.enumerated() {
            memory[index].isPresent = index < written
            switch value {
            case .text(let text): memory[index].value = .text(keep(text.utf8))
            case .bytes(let bytes): memory[index].value = .binary(keep(bytes))
            case .constant(let sample): memory[index].value = sample
            case .object(let object):
                objects.append(object)
                memory[index].object = Unmanaged.passUnretained(object)
            }
        }
    }

    deinit {
        memory.deallocate()
        for text in texts { text.deallocate() }
    }

    /// Whether one of them is a set of patterns.
    var usesPatterns: Bool { objects.contains { $0 is PatternCell || $0 is TableReference } }

    private func keep(_ bytes: some Collection<UInt8>) -> UnsafeRawBufferPointer {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        copy.copyBytes(from: bytes)
        texts.append(copy)
        return UnsafeRawBufferPointer(copy)
    }
}

internal import CLinux
internal import Glibc
internal import Synchronization

/// Splits the words of a command line into options and operands.
///
/// The C function is `getopt_long`.
///
/// Long options may be shortened as far as they stay unique, short ones joined, operands stand
/// anywhere, and `--` ends the options.
public enum OptionScanning {
    /// The C function keeps its place in the words in a global variable.
    private static let turn = Mutex<Void>(())

    /// An option that is looked for.
    public struct Option: Hashable, Sendable {
        /// The long name, without the dashes.
        public var name: String
        /// The one-letter name.
        public var letter: Character?
        /// Whether a value follows.
        public var takesValue: Bool

        /// An option.
        public init(name: String, letter: Character? = nil, takesValue: Bool) {
            self.name = name
            self.letter = letter
            self.takesValue = takesValue
        }
    }

    /// What was found, in the order of the command line.
    public enum Finding: Hashable, Sendable {
        /// The option of that index in the table, with its value.
        case option(Int, value: String?)
        /// A word that belongs to no option.
        case operand(String)
        /// A word that is no option of the table, or the short form of several.
        case unknown(String)
        /// The option of that index, which takes a value and has none.
        case missingValue(Int)
        /// The option of that index, which takes no value and has one.
        case unexpectedValue(Int)
    }

    /// Scans the words after the program's name.
    public static func scan(_ words: [String], for options: [Option]) -> [Finding] {
        var shorts = "-:"
        for option in options {
            guard let letter = option.letter else { continue }
            shorts += option.takesValue ? "\(letter):" : String(letter)
        }
        let firstCode = 256
        var findings: [Finding] = []
        withCStrings(["program"] + words) { arguments in
            withCStrings(options.map(\.name)) { names in
                let table = options.indices.map { index in
                    clinux_long_option(
                        name: names[index],
                        takes_value: options[index].takesValue ? 1 : 0,
                        code: Int32(firstCode + index)
                    )
                }
                findings = turn.withLock { _ in
                    scan(arguments, shorts: shorts, table: table) { code in
                        if code >= firstCode { return Int(code) - firstCode }
                        let letter = UnicodeScalar(UInt8(truncatingIfNeeded: code))
                        return options.firstIndex { $0.letter == Character(letter) }
                    }
                }
            }
        }
        return findings
    }

    private static func scan(
        _ arguments: [UnsafeMutablePointer<CChar>?],
        shorts: String,
        table: [clinux_long_option],
        index: (Int32) -> Int?
    ) -> [Finding] {
        let count = arguments.count - 1
        var findings: [Finding] = []
        var found = clinux_option_found()
        while true {
            let code = clinux_next_option(
                Int32(count),
                arguments,
                shorts,
                table,
                Int32(table.count),
                findings.isEmpty ? 1 : 0,
                &found
            )
            let last = arguments[max(0, min(count, Int(found.next_word)) - 1)]
            let word = last.map { String(cString: $0) } ?? ""
            switch code {
            case -2, -1:
                for position in min(count, Int(found.next_word))..<count {
                    if let rest = arguments[position] {
                        findings.append(.operand(String(cString: rest)))
                    }
                }
                return findings
            case 1:
                findings.append(.operand(found.value.map { String(cString: $0) } ?? word))
            case Int32(UInt8(ascii: ":")):
                findings.append(index(found.offender).map { .missingValue($0) } ?? .unknown(word))
            case Int32(UInt8(ascii: "?")):
                findings.append(complaint(found.offender, word: word, index: index))
            default:
                guard let option = index(code) else { continue }
                let value = found.value.map { String(cString: $0) }
                findings.append(.option(option, value: value))
            }
        }
    }

    private static func complaint(
        _ offender: Int32,
        word: String,
        index: (Int32) -> Int?
    ) -> Finding {
        if offender == 0 { return .unknown(word) }
        if let option = index(offender) { return .unexpectedValue(option) }
        return .unknown("-\(Character(UnicodeScalar(UInt8(truncatingIfNeeded: offender))))")
    }
}

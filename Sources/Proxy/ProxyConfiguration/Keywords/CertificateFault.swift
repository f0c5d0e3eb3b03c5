internal import Diagnostics
internal import Samples

/// The faults of certificates that `crt-ignore-err` and `ca-ignore-err` name, and that samples tell.
enum CertificateFault {
    /// The faults that a word lists: `all`, or numbers and names between commas.
    static func faults(_ word: Word) throws(Diagnostic) -> IgnoredFaults {
        if word.text == "all" { return .all }
        var numbers: Set<Int> = []
        for item in word.text.split(separator: ",") {
            if let number = Int(item), (1...127).contains(number) {
                numbers.insert(number)
            } else if let number = VerificationFault.number(of: String(item)), number > 0 {
                numbers.insert(number)
            } else {
                throw Diagnostic(
                    "unknown fault of certificates '\(item)'",
                    at: word.place,
                    expected: "all, or numbers and names between commas",
                    hint: closestWord(to: String(item), among: VerificationFault.names)
                        .map { "did you mean '\($0)'?" }
                )
            }
        }
        return .only(numbers)
    }
}

public import Diagnostics

/// Reads the lines of a `crt-list`: `<certificate> [<options>] <filters>`.
struct CertificateListReader {
    /// The words of one line.
    struct Line {
        var certificate: Word
        var options: [Word] = []
        var hasOptions = false
        var filters: [Word] = []
        var place: SourcePlace { certificate.place }
    }

    /// HAProxy's limit of words on a line.
    private static let wordLimit = 2048

    /// The lines of a text; empty ones and comments are left out.
    static func lines(of source: SourceText) throws(Diagnostic) -> [Line] {
        var lines: [Line] = []
        let texts = source.text.unicodeScalars.split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        for (index, text) in texts.enumerated() {
            if text.first == "#" { continue }
            if let line = try line(text, number: index + 1, of: source) { lines.append(line) }
        }
        return lines
    }

    private static func line(
        _ text: Substring.UnicodeScalarView,
        number: Int,
        of source: SourceText
    ) throws(Diagnostic) -> Line? {
        var words: [Word] = []
        var current = ""
        var start = 0
        var opening: Int?
        var closing: Int?
        func place(_ column: Int) -> SourcePlace {
            SourcePlace(source, line: number, column: column)
        }
        func finishWord() {
            if !current.isEmpty { words.append(Word(text: current, place: place(start))) }
            current = ""
        }
        for (index, character) in text.enumerated() {
            switch character {
            case " ", "\t", "\r", "\u{B}", "\u{C}": finishWord()
            case "[":
                finishWord()
                if opening != nil { throw Diagnostic("too many '['", at: place(index + 1)) }
                if words.isEmpty {
                    throw Diagnostic(
                        "a line of a list begins with a certificate",
                        at: place(index + 1),
                        expected: "<file> [<options>] <filters>"
                    )
                }
                opening = words.count
            case "]":
                finishWord()
                if closing != nil { throw Diagnostic("too many ']'", at: place(index + 1)) }
                if opening == nil { throw Diagnostic("missing '['", at: place(index + 1)) }
                closing = words.count
            default:
                if current.isEmpty { start = index + 1 }
                current.unicodeScalars.append(character)
            }
            if words.count > wordLimit { throw Diagnostic("too many words", at: place(index + 1)) }
        }
        finishWord()
        guard let first = words.first else { return nil }
        var line = Line(certificate: first)
        let begin = opening ?? 1
        let end = closing ?? begin
        if opening != nil && closing == nil {
            throw Diagnostic("the options are never closed", at: first.place, expected: "']'")
        }
        line.hasOptions = opening != nil
        line.options = Array(words[begin..<end])
        line.filters = Array(words[1..<begin] + words[end...])
        return line
    }

    /// The options of a line as a draft.
    static func draft(_ line: Line) throws(Diagnostic) -> CertificateLineDraft {
        var draft = CertificateLineDraft()
        var arguments = Arguments(
            keyword: "crt-list",
            place: line.place,
            words: line.options,
            isNegated: false,
            usage: "<file> [<options>] <filters>"
        )
        try arguments.readLine(of: "option of a list", &draft) { word throws(Diagnostic) in
            throw Diagnostic("'crt' stands before the options", at: word.place)
        }
        return draft
    }
}

extension CertificateListLine {
    /// Reads a line that an operator adds to a list while the proxy runs.
    ///
    /// - Parameters:
    ///   - text: the line; nothing is looked for on the disk.
    ///   - bases: what is put before relative paths.
    /// - Throws: what is wrong with it.
    public init(reading text: String, _ bases: PathBases) throws(Diagnostic) {
        let source = SourceText(name: "line", text: text)
        guard let line = try CertificateListReader.lines(of: source).first else {
            throw Diagnostic("the line is empty", expected: "<file> [<options>] <filters>")
        }
        self.init(certificate: bases.certificate(line.certificate.text))
        filters = line.filters.map(\.text)
        guard line.hasOptions else { return }
        let draft = try CertificateListReader.draft(line)
        guard draft.files.isEmpty else {
            throw Diagnostic(
                "files of a certificate cannot be named while the proxy runs",
                hint: "use 'set ssl cert'"
            )
        }
        options = try CertificateLineOptions(draft, bases)
    }
}

extension CertificateLineOptions {
    init(_ draft: CertificateLineDraft, _ bases: PathBases) throws(Diagnostic) {
        self.init()
        minimumVersion = draft.limits.minimum
        maximumVersion = draft.limits.maximum
        ciphers = draft.limits.ciphers
        cipherSuites = draft.limits.cipherSuites
        curves = draft.limits.curves
        namedCurve = draft.limits.namedCurve
        signatureAlgorithms = draft.limits.signatureAlgorithms
        clientSignatureAlgorithms = draft.limits.clientSignatureAlgorithms
        protocols = draft.protocols
        verification = try draft.mode()
        authorities = draft.authorities.map { bases.authority($0.text) }
        hiddenAuthorities = draft.hiddenAuthorities.map { bases.authority($0.text) }
        revocations = draft.revocations.map { bases.authority($0.text) }
        hidesNames = draft.hidesNames
        namesEarlyData = draft.earlyData != nil
        files = CertificatePart.allCases.flatMap { part in
            draft.files[part].map { [part.rawValue, $0.text] } ?? []
        }
    }
}

internal import Diagnostics

/// Keywords of frontends about certificates.
enum CertificateKeywords {
    static let all: [Keyword] = [
        .proxy("ssl-f-use", "crt <file> [<option>...]", in: [.frontend, .listen]) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            var certificate: Word?
            var line = CertificateLineDraft()
            let place = arguments.place
            try arguments.readLine(of: "option of 'ssl-f-use'", &line) { word throws(Diagnostic) in
                if certificate != nil {
                    throw Diagnostic("'crt' was said before", at: word.place)
                }
                certificate = word
            }
            guard let certificate else {
                throw Diagnostic(
                    "'ssl-f-use' needs a certificate",
                    at: place,
                    expected: "crt <file>"
                )
            }
            if let word = line.earlyData { tools.warn(CertificateOption.noteAboutEarlyData(word)) }
            proxy.certificates.append(
                FrontendCertificateDraft(certificate: certificate, line: line, place: place)
            )
        }
    ]
}

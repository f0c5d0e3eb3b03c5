import Certificates
import Diagnostics
import LinuxSystem
import ProxyConfiguration
import TestSupport
import Testing

@Suite("certificates that operators change")
struct CertificateEditorTests {
    /// The editor of a configuration with one address.
    private func editor(_ words: String, in directory: String) throws -> CertificateEditor {
        let text = """
            defaults
                mode http
                timeout connect 1s
                timeout client 1s
                timeout server 1s
            frontend web
                bind :443 ssl \(words)

            """
        let (configuration, _) = try ProxyConfigurationReader()
            .read([SourceText(name: "proxy.cfg", text: text)])
        let reading = CertificateStore.read(configuration)
        #expect(reading.problems.isEmpty)
        return CertificateEditor(reading.store, configuration)
    }

    private func bytes(_ path: String) throws -> [UInt8] { try FileSystem.read(path) }

    /// Puts into use what a command wants used; returns its words.
    private func use(
        _ answer: CertificateEditor.Answer,
        _ editor: inout CertificateEditor
    ) -> String {
        switch answer {
        case .text(let text): return text
        case .use(let store, let announcement, let success):
            editor.take(store)
            return announcement + success
        }
    }

    @Test("a certificate is changed in a transaction, in HAProxy's words")
    func transaction() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let pem = try authority.issue("site", commonName: "site.lab", names: ["site.lab"])
            let other = try authority.issue("other", commonName: "other.lab")
            var editor = try editor("crt \(pem)", in: directory)
            #expect(editor.showCertificates() == "# filename\n\(pem)\n")
            let shown = editor.showCertificate(pem)
            #expect(shown.contains("Filename: \(pem)\n"))
            #expect(shown.contains("Status: Used\n"))
            #expect(shown.contains("Subject Alternative Name: DNS:site.lab\nAlgorithm: EC256\n"))
            #expect(shown.contains("Subject: /O=Lab/CN=site.lab\n"))
            #expect(
                editor.setCertificate("/no", try bytes(other))
                    == "Can't replace a certificate which is not referenced by the configuration!\n"
                    + "Can't update /no!\n"
            )
            #expect(
                use(editor.commitCertificate(pem), &editor)
                    == "No ongoing transaction! !\nCan't commit \(pem)!\n"
            )
            #expect(
                editor.setCertificate(pem, try bytes(other))
                    == "Transaction created for certificate \(pem)!\n"
            )
            #expect(
                editor.setCertificate(pem, try bytes(other))
                    == "Transaction updated for certificate \(pem)!\n"
            )
            #expect(editor.showCertificates() == "# transaction\n*\(pem)\n# filename\n\(pem)\n")
            #expect(editor.showCertificate("*\(pem)").contains("Status: Uncommitted\n"))
            #expect(editor.showCertificate(pem).contains("CN=site.lab"))
            #expect(
                editor.abortCertificate("/no")
                    == "The ongoing transaction is about '\(pem)' but you are trying to abort a "
                    + "transaction for '/no'\n"
            )
            #expect(
                use(editor.commitCertificate(pem), &editor) == "Committing \(pem).\nSuccess!\n"
            )
            #expect(editor.showCertificate(pem).contains("Subject: /O=Lab/CN=other.lab\n"))
            #expect(
                editor.deleteCertificate(pem)
                    == "Can't remove the certificate: certificate '\(pem)' in use, can't be "
                    + "deleted!\n\n"
            )
        }
    }

    @Test("what does not belong together is not committed, and what is no certificate not taken")
    func faults() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let pem = try authority.issue("site", commonName: "site.lab")
            try authority.issue("other", commonName: "other.lab")
            var editor = try editor("crt \(pem)", in: directory)
            #expect(editor.setCertificate(pem, Array("nonsense".utf8)).contains("Can't update"))
            // The certificate alone: the key of before stays, and does not fit.
            _ = editor.setCertificate(pem, try bytes("\(directory)/other.crt"))
            #expect(
                use(editor.commitCertificate(pem), &editor).hasSuffix("Can't commit \(pem)!\n")
            )
            #expect(
                editor.setCertificate("\(pem).key", try bytes("\(directory)/other.key"))
                    == "Transaction updated for certificate \(pem)!\n"
            )
            #expect(use(editor.commitCertificate(pem), &editor).hasSuffix("Success!\n"))
        }
    }

    @Test("a new certificate goes into a list and out of it")
    func lists() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let pem = try authority.issue("site", commonName: "site.lab")
            let other = try authority.issue("other", commonName: "other.lab")
            let list = "\(directory)/list"
            try write(
                ["list": "\(pem) [alpn http/1.1 ssl-min-ver TLSv1.2] site.lab\n"],
                below: directory
            )
            var editor = try editor("crt-list \(list) strict-sni", in: directory)
            #expect(editor.newCertificate(other) == "New empty certificate store '\(other)'!\n")
            #expect(editor.newCertificate(other) == "Certificate '\(other)' already exists!\n")
            #expect(editor.showCertificate(other).contains("Status: Empty\n"))
            #expect(
                use(editor.addLine(list, other, isWhole: false), &editor)
                    == "Can't edit the crt-list: certificate '\(other)' is empty!\n"
            )
            _ = editor.setCertificate(other, try bytes(other))
            #expect(use(editor.commitCertificate(other), &editor).hasSuffix("Success!\n"))
            #expect(editor.showCertificate(other).contains("Status: Unused\n"))
            #expect(
                use(
                    editor.addLine(
                        "\(list)//",
                        "\(other) [verify none allow-0rtt] *.lab !site.lab",
                        isWhole: true
                    ),
                    &editor
                ) == "Inserting certificate '\(other)' in crt-list '\(list)'.\nSuccess!\n"
            )
            #expect(
                editor.showList(list, withNumbers: true) == """
                    # \(list)
                    \(pem):1 [alpn http/1.1 ssl-min-ver TLSv1.2] site.lab
                    \(other):2 [verify none allow-0rtt] *.lab !site.lab

                    """
            )
            #expect(
                use(
                    editor.addLine(list, "\(other) [ca-file /no/such] a.lab", isWhole: true),
                    &editor
                ).hasPrefix("Can't edit the crt-list: unable to load /no/such")
            )
            #expect(editor.deleteCertificate(other).contains("in use"))
            #expect(
                use(editor.deleteLine(list, "\(other):9"), &editor)
                    == "Can't delete the entry: found a certificate '\(other)' but the line number "
                    + "is incorrect, please specify a correct line number preceded by colons (2)!\n"
            )
            #expect(
                use(editor.deleteLine(list, other), &editor)
                    == "Entry '\(other)' deleted in crtlist '\(list)'!\n"
            )
            #expect(editor.deleteCertificate(other) == "Certificate '\(other)' deleted!\n")
            #expect(editor.showLists() == "\(list)\n")
        }
    }

    @Test("authorities and revocation lists are changed in transactions of their own")
    func authorities() throws {
        try withScratchDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let pem = try authority.issue("site", commonName: "site.lab")
            try authority.issue("client", commonName: "client")
            let list = try authority.revoke("client")
            let authorities = "\(directory)/ca.pem"
            var editor = try editor(
                "crt \(pem) verify optional ca-file \(authorities) crl-file \(list)",
                in: directory
            )
            #expect(
                editor.showAuthorities(.authorities)
                    == "# filename\n\(authorities) - 1 certificate(s)\n"
            )
            #expect(editor.showAuthorities(.revocations) == "# filename\n\(list)\n")
            #expect(
                editor.showAuthorities(authorities, .authorities)
                    .contains("Status: Used\n \nCertificate #1:\nSerial: ")
            )
            #expect(
                editor.showAuthorities(list, .revocations)
                    .contains(" \nCertificate Revocation List #1:\nVersion 1\n")
            )
            #expect(
                editor.setAuthorities(authorities, Array("no".utf8), .authorities)
                    == "Invalid payload\nCan't update \(authorities)!\n"
            )
            #expect(
                editor.setAuthorities(authorities, try bytes(authorities), .authorities)
                    == "transaction created for CA \(authorities)!\n"
            )
            #expect(
                editor.setAuthorities(
                    authorities,
                    try bytes("\(directory)/site.crt"),
                    .authorities,
                    adds: true
                ) == "transaction updated for CA \(authorities)!\n"
            )
            #expect(
                editor.showAuthorities(.authorities).hasPrefix(
                    "# transaction\n*\(authorities) - 2 certificate(s)\n# filename\n"
                )
            )
            #expect(
                use(editor.commitAuthorities(authorities, .authorities), &editor)
                    .hasSuffix("Success!\n")
            )
            #expect(editor.newAuthorities("/new", .revocations) == "New CRL file created '/new'!\n")
            #expect(editor.showAuthorities("/new", .revocations).contains("Status: Empty\n"))
            #expect(editor.showAuthorities("/new", .authorities).contains("Not found"))
            #expect(editor.deleteAuthorities("/new", .revocations) == "CRL file '/new' deleted!\n")
            #expect(editor.deleteAuthorities(list, .revocations).contains("in use"))
        }
    }
}

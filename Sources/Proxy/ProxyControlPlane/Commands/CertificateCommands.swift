internal import Certificates
internal import ProxyConfiguration
internal import ProxyDataPlane

/// Commands about certificates, authorities and lists: the registration table.
enum CertificateCommands {
    static let all: [ControlCommand] = certificates + authorities + lists

    private static let certificates: [ControlCommand] = [
        edit(
            "new ssl cert",
            usage: "new ssl cert <certfile>",
            "create a new certificate file to be used in a crt-list or a directory",
            missing: "'new ssl cert' expects a filename\n"
        ) { editor, name, _ in .text(editor.newCertificate(name)) },
        edit(
            "set ssl cert",
            usage: "set ssl cert <certfile> <payload>",
            "replace a certificate file",
            missing: "'set ssl cert' expects a filename and a certificate as a payload\n",
            needsPayload: true
        ) { editor, name, call in .text(editor.setCertificate(name, call.payload ?? [])) },
        edit(
            "commit ssl cert",
            usage: "commit ssl cert <certfile>",
            "commit a certificate file",
            missing: "'commit ssl cert' expects a filename\n"
        ) { editor, name, _ in editor.commitCertificate(name) },
        edit(
            "abort ssl cert",
            usage: "abort ssl cert <certfile>",
            "abort a transaction for a certificate file",
            missing: "'abort ssl cert' expects a filename\n"
        ) { editor, name, _ in .text(editor.abortCertificate(name)) },
        edit(
            "del ssl cert",
            usage: "del ssl cert <certfile>",
            "delete an unused certificate file",
            missing: "'del ssl cert' expects a certificate name\n"
        ) { editor, name, _ in .text(editor.deleteCertificate(name)) },
        show(
            "show ssl cert",
            usage: "show ssl cert [<certfile>]",
            "display the SSL certificates used in memory, or the details of a file"
        ) { editor, call in
            call.argument(0).map(editor.showCertificate) ?? editor.showCertificates()
        },
    ]

    private static let authorities: [ControlCommand] =
        commands("ca-file", "CA", .authorities) + commands("crl-file", "CRL", .revocations) + [
            edit(
                "add ssl ca-file",
                usage: "add ssl ca-file <cafile> <payload>",
                "add a certificate into the CA file",
                missing: "'set ssl ca-file' expects a filename and CAs as a payload\n",
                needsPayload: true
            ) { editor, name, call in
                .text(editor.setAuthorities(name, call.payload ?? [], .authorities, adds: true))
            }
        ]

    private static func commands(
        _ word: String,
        _ title: String,
        _ kind: CertificateEditor.AuthorityKind
    ) -> [ControlCommand] {
        let file = word.filter { $0 != "-" }
        return [
            edit(
                "new ssl \(word)",
                usage: "new ssl \(word) <\(file)>",
                "create a new \(title) file to be used in a crt-list",
                missing: "'new ssl \(word)' expects a filename\n"
            ) { editor, name, _ in .text(editor.newAuthorities(name, kind)) },
            edit(
                "set ssl \(word)",
                usage: "set ssl \(word) <\(file)> <payload>",
                "replace a \(title) file",
                missing: "'set ssl \(word)' expects a filename and \(title)s as a payload\n",
                needsPayload: true
            ) { editor, name, call in
                .text(editor.setAuthorities(name, call.payload ?? [], kind))
            },
            edit(
                "commit ssl \(word)",
                usage: "commit ssl \(word) <\(file)>",
                "commit a \(title) file",
                missing: "'commit ssl \(word)' expects a filename\n"
            ) { editor, name, _ in editor.commitAuthorities(name, kind) },
            edit(
                "abort ssl \(word)",
                usage: "abort ssl \(word) <\(file)>",
                "abort a transaction for a \(title) file",
                missing: "'abort ssl \(word)' expects a filename\n"
            ) { editor, name, _ in .text(editor.abortAuthorities(name, kind)) },
            edit(
                "del ssl \(word)",
                usage: "del ssl \(word) <\(file)>",
                "delete an unused \(title) file",
                missing: "'del ssl \(word)' expects a \(title) file name\n"
            ) { editor, name, _ in .text(editor.deleteAuthorities(name, kind)) },
            show(
                "show ssl \(word)",
                usage: "show ssl \(word) [<\(file)>[:<index>]]",
                "display the SSL \(title) files used in memory, or the details of a file"
            ) { editor, call in
                call.argument(0).map { editor.showAuthorities($0, kind) }
                    ?? editor.showAuthorities(kind)
            },
        ]
    }

    private static let lists: [ControlCommand] = [
        show(
            "show ssl crt-list",
            usage: "show ssl crt-list [-n] [<list>]",
            "show the list of crt-lists or the content of a crt-list file <list>",
            level: .admin
        ) { editor, call in
            guard call.argument(0) == "-n" else {
                return call.argument(0).map { editor.showList($0, withNumbers: false) }
                    ?? editor.showLists()
            }
            return call.argument(1).map { editor.showList($0, withNumbers: true) }
                ?? "'show ssl crt-list -n' expects a filename or a directory\n"
        },
        edit(
            "add ssl crt-list",
            usage: "add ssl crt-list <list> <cert> [opts]*",
            "add to crt-list file <list> a line <cert> or a payload",
            missing: "'add ssl crtlist' expects a filename and a certificate name\n"
        ) { editor, name, call in
            if let payload = call.payload {
                let text = String(decoding: payload, as: UTF8.self)
                return editor.addLine(name, text, isWhole: true)
            }
            guard let certificate = call.argument(1) else {
                return .text("'add ssl crtlist' expects a filename and a certificate name\n")
            }
            return editor.addLine(name, certificate, isWhole: false)
        },
        edit(
            "del ssl crt-list",
            usage: "del ssl crt-list <list> <cert[:line]>",
            "delete a line <cert> from crt-list file <list>",
            missing: "'del ssl crtlist' expects a filename and a certificate name\n"
        ) { editor, name, call in
            guard let certificate = call.argument(1) else {
                return .text("'del ssl crtlist' expects a filename and a certificate name\n")
            }
            return editor.deleteLine(name, certificate)
        },
    ]

    /// A command that changes what its first argument names.
    private static func edit(
        _ name: String,
        usage: String,
        _ summary: String,
        missing: String,
        needsPayload: Bool = false,
        _ change:
            @escaping @Sendable (inout CertificateEditor, String, ControlCall) ->
            CertificateEditor.Answer
    ) -> ControlCommand {
        ControlCommand(name, usage: usage, summary, level: .admin) { call in
            guard let first = call.argument(0), !needsPayload || call.payload != nil else {
                return missing
            }
            return call.runtime.generation.changeCertificates { change(&$0, first, call) }
        }
    }

    private static func show(
        _ name: String,
        usage: String,
        _ summary: String,
        level: OperatorLevel = .operator,
        _ text: @escaping @Sendable (CertificateEditor, ControlCall) -> String
    ) -> ControlCommand {
        ControlCommand(name, usage: usage, summary, level: level) { call in
            text(call.runtime.generation.certificates.editor, call)
        }
    }
}

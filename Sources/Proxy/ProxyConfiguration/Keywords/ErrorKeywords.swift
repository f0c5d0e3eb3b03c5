internal import Diagnostics

/// Answers that the operator wrote in place of the proxy's own.
enum ErrorKeywords {
    static let all: [Keyword] =
        [
            .proxy("errorfile", "<code> <file>", in: .proxies) {
                arguments,
                proxy,
                tools throws(Diagnostic) in
                let (code, file) = try arguments.readErrorFile(tools)
                proxy.settings.errorFiles[code] = file
            },
            .proxy("errorfiles", "<section> [<code>...]", in: .proxies) {
                arguments,
                proxy,
                _ throws(Diagnostic) in
                let name = try arguments.need("a section")
                var codes: [Int] = []
                while arguments.upcoming != nil {
                    codes.append(try arguments.number("a status", in: 200...599))
                }
                proxy.errorGroups.append((name, codes))
            },
        ]
        + [("errorloc", 302), ("errorloc302", 302), ("errorloc303", 303)].map { name, status in
            .proxy(name, "<code> <url>", in: .proxies) { arguments, proxy, _ throws(Diagnostic) in
                let code = try arguments.number("a status", in: 200...599)
                let url = try arguments.need("a URL").text
                let head =
                    "HTTP/1.1 \(status) \(StatusWords.reason(of: status))\r\ncache-control: no-cache\r\n"
                    + "content-length: 0\r\nlocation: \(url)\r\n\r\n"
                proxy.settings.errorFiles[code] = ErrorFile(path: url, response: Array(head.utf8))
            }
        }
}

/// `http-errors`: a named group of answers.
enum ErrorGroupSection {
    static let section = OtherSection("http-errors", "<name>", .httpErrors) {
        arguments,
        draft,
        _ throws(Diagnostic) in
        let name = try arguments.need("a name")
        if draft.errorGroups[name.text] != nil {
            throw Diagnostic(
                "there is a section 'http-errors \(name.text)' already",
                at: name.place
            )
        }
        draft.errorGroups[name.text] = [:]
        draft.errorGroup = name.text
    }

    static let all: [Keyword] = [
        .section("errorfile", "<code> <file>", in: .httpErrors, manual: "3.8") {
            arguments,
            draft,
            tools throws(Diagnostic) in
            let (code, file) = try arguments.readErrorFile(tools)
            draft.errorGroups[draft.errorGroup]?[code] = file
        }
    ]
}

extension ConfigurationDraft {
    /// Puts the answers of the groups that proxies name into them; errors about those that are not there.
    mutating func resolveErrorGroups() -> [Diagnostic] {
        var problems: [Diagnostic] = []
        for index in proxies.indices {
            for (name, codes) in proxies[index].errorGroups {
                guard let group = errorGroups[name.text] else {
                    problems.append(
                        .unknown(
                            "http-errors section",
                            name.text,
                            among: errorGroups.keys,
                            at: name.place
                        )
                    )
                    continue
                }
                for (code, file) in group where codes.isEmpty || codes.contains(code) {
                    proxies[index].settings.errorFiles[code] = file
                }
            }
        }
        return problems
    }
}

extension Arguments {
    fileprivate mutating func readErrorFile(
        _ tools: ReadingTools
    ) throws(Diagnostic) -> (Int, ErrorFile) {
        let code = try number("a status", in: 200...599)
        let file = try need("a file")
        let response = try file.contents(tools.environment)
        return (code, ErrorFile(path: file.text, response: response))
    }
}

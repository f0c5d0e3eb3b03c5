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
                proxy.errorLines.append(.answer(code, .file(file)))
            },
            .proxy("errorfiles", "<section> [<code>...]", in: .proxies) {
                arguments,
                proxy,
                tools throws(Diagnostic) in
                let name = try arguments.need("a section")
                var codes: [Int] = []
                while arguments.upcoming != nil {
                    codes.append(try arguments.number("a status", in: 200...599))
                }
                proxy.errorLines.append(.group(tools.errorGroups.group(name), codes))
            },
            .proxy(
                "http-error",
                "status <code> [errorfile|errorfiles|default-errorfiles|string|lf-string|file|lf-file]"
                    + " [content-type <type>] [hdr <name> <value>]...",
                in: .proxies
            ) { arguments, proxy, tools throws(Diagnostic) in
                guard arguments.upcoming?.text == "status" else {
                    throw Diagnostic(
                        "'http-error' needs 'status' first",
                        at: arguments.upcoming?.place ?? arguments.place,
                        expected: arguments.usage
                    )
                }
                let reading = proxy.reading(tools, for: .request)
                let draft = ImmediateResponse(status: 200, isDenial: false)
                let response = try arguments.readResponse(draft, reading)
                proxy.errorLines.append(.answer(response.status, .made(response)))
            },
        ]
        + [("errorloc", 302), ("errorloc302", 302), ("errorloc303", 303)].map { name, status in
            .proxy(name, "<code> <url>", in: .proxies) { arguments, proxy, _ throws(Diagnostic) in
                let code = try arguments.number("a status", in: 200...599)
                let url = try arguments.need("a URL").text
                let head =
                    "HTTP/1.1 \(status) \(StatusWords.reason(of: status))\r\ncache-control: no-cache\r\n"
                    + "content-length: 0\r\nlocation: \(url)\r\n\r\n"
                let file = ErrorFile(path: url, response: Array(head.utf8))
                proxy.errorLines.append(.answer(code, .file(file)))
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
        if draft.errorGroups?.declare(name.text) == nil {
            throw Diagnostic(
                "there is a section 'http-errors \(name.text)' already",
                at: name.place
            )
        }
        draft.errorGroup = name.text
    }

    static let all: [Keyword] = [
        .section("errorfile", "<code> <file>", in: .httpErrors, manual: "3.8") {
            arguments,
            draft,
            tools throws(Diagnostic) in
            let (code, file) = try arguments.readErrorFile(tools)
            draft.errorGroups?.declared(draft.errorGroup)?.set(code, file)
        }
    ]
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

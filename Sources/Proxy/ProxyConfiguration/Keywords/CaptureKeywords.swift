internal import Diagnostics

/// `capture` and `declare capture`.
enum CaptureKeywords {
    static let all: [Keyword] = [
        .proxy("capture request", "header <name> len <length>", in: [.frontend, .listen]) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            proxy.settings.captures.request.append(try arguments.readCapturedHeader())
        },
        .proxy("capture response", "header <name> len <length>", in: [.frontend, .listen]) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            proxy.settings.captures.response.append(try arguments.readCapturedHeader())
        },
        .proxy("capture cookie", "<name> len <length>", in: [.frontend, .listen]) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            let name = try arguments.need("a name").text
            proxy.settings.captures.cookie = .init(header: name, length: try arguments.readLength())
        },
        .proxy("declare capture", "request|response len <length>", in: [.frontend, .listen]) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            let isResponse = try arguments.need("request or response").choice(
                "message",
                ["request": false, "response": true]
            )
            let slot = Captures.Slot(length: try arguments.readLength())
            if isResponse {
                proxy.settings.captures.response.append(slot)
            } else {
                proxy.settings.captures.request.append(slot)
            }
        },
    ]
}

extension Arguments {
    fileprivate mutating func readCapturedHeader() throws(Diagnostic) -> Captures.Slot {
        let what = try need("'header'")
        guard what.text == "header" else {
            throw .unknown("capture", what.text, among: ["header"], at: what.place)
        }
        let name = try readHeaderName()
        return Captures.Slot(header: name, length: try readLength())
    }

    fileprivate mutating func readLength() throws(Diagnostic) -> Int {
        guard take("len") else {
            throw Diagnostic(
                "'\(keyword)' needs 'len'",
                at: upcoming?.place ?? place,
                expected: usage
            )
        }
        return try number("a length", in: 1...65_535)
    }
}

import TestSupport
import Testing

@testable import ProxyCommands

/// What is refused before anything is asked.
@Suite("probe: its words")
struct ProbeWordsTests {
    struct Refusal: CustomTestStringConvertible, Sendable {
        let words: [String]
        let output: String

        var testDescription: String { words.joined(separator: " ") }
    }

    @Test("wrong words are refused by name, and end with 2", arguments: refusals)
    func refusal(_ refusal: Refusal) throws {
        let run = try probe(refusal.words)
        #expect(run.status == 2)
        #expect(run.output == refusal.output + "\n")
    }

    private static let seeHelp = "\n  hint: 'switchyard-proxy probe --help' lists the options"
    private static let time = "\n  expected: a time from 1ms to 3600s, as 200ms or 2s"
    private static let codes = "\n  expected: codes from 200 to 599, as 200, 200-299 or 200,404"
    private static let count = "\n  expected: a number from 1 to 1000"
    private static let url =
        "\n  expected: http:// or https://, a host, and where wanted a port and a path"
    private static let user =
        "\n  expected: a path that answers without one"
        + "\n  hint: every user of the machine sees the words of a command"

    private static let refusals: [Refusal] = [
        Refusal(words: [], output: "error: 'switchyard-proxy probe' needs URL" + seeHelp),
        Refusal(
            words: ["http://a/", "http://b/"],
            output: "error: 'http://b/' is one word too many\n  expected: URL" + seeHelp
        ),
        Refusal(
            words: ["http://a/", "--time", "1s", "--tiemout=1s"],
            output: "error: unknown option '--tiemout'; did you mean '--timeout'?" + seeHelp
        ),
        Refusal(
            words: ["http://a/", "-t", "5"],
            output: "error: '5' is no value for '--timeout'" + time
        ),
        Refusal(
            words: ["http://a/", "-t", "0ms"],
            output: "error: '0ms' is no value for '--timeout'" + time
        ),
        Refusal(
            words: ["http://a/", "-t", "9999999999999999999s"],
            output: "error: '9999999999999999999s' is no value for '--timeout'" + time
        ),
        Refusal(
            words: ["http://a/", "--status", "2xx"],
            output: "error: '2xx' is no value for '--status'" + codes
        ),
        Refusal(
            words: ["http://a/", "--status", "300-200"],
            output: "error: '300-200' is no value for '--status'" + codes
        ),
        Refusal(
            words: ["http://a/", "--host", "a b"],
            output: "error: 'a b' is no value for '--host'\n  expected: one word"
        ),
        Refusal(
            words: ["http://a/", "--unix", "proxy.sock"],
            output: "error: 'proxy.sock' is no value for '--unix'\n  expected: an absolute path, "
                + "or '@' and an abstract name, of 107 bytes at most"
        ),
        Refusal(
            words: ["ftp://a/"],
            output: "error: the URL is no address that can be asked" + url
        ),
        Refusal(
            words: ["http://a/b c"],
            output: "error: the URL is no address that can be asked" + url
        ),
        Refusal(
            words: ["http://a:99999/"],
            output: "error: the URL is no address that can be asked" + url
        ),
        Refusal(words: ["http://me:secret@a/"], output: "error: the URL names a user" + user),
        Refusal(
            words: ["http://a/", "--peer", "http://me:secret@a/"],
            output: "error: '--peer' names a user" + user
        ),
        Refusal(
            words: ["http://a/", "--ca", "/etc/ssl/ca.pem"],
            output: "error: '--ca' is for an https address"
        ),
        Refusal(
            words: ["http://a/", "--no-verify"],
            output: "error: '--no-verify' is for an https address"
        ),
        Refusal(
            words: ["http://a/", "--server-name", "a"],
            output: "error: '--server-name' is for an https address"
        ),
        Refusal(
            words: ["https://a/", "--ca", "/nowhere/ca.pem"],
            output: "error: '--ca' names '/nowhere/ca.pem'\n  expected: a file that is there"
        ),
        Refusal(
            words: ["https://a/", "--ca", "/etc/hostname"],
            output: "error: cannot read the authorities of '/etc/hostname': "
                + "no certificate or crl found\n  hint: '--ca' takes certificates in PEM form"
        ),
        Refusal(
            words: ["http://1.2.3.4/", "--every", "1s"],
            output: "error: '--every' needs '--file', where the verdict is kept"
        ),
        Refusal(
            words: ["http://1.2.3.4/", "--file", "/run/verdict"],
            output: "error: '--file' goes with '--every'"
        ),
        Refusal(
            words: ["http://1.2.3.4/", "--every", "1s", "--file", "verdict"],
            output: "error: 'verdict' is no value for '--file'\n  expected: an absolute path"
        ),
        Refusal(
            words: ["http://1.2.3.4/", "--fall", "0"],
            output: "error: '0' is no value for '--fall'" + count
        ),
        Refusal(
            words: ["http://1.2.3.4/", "--fall", "2"],
            output: "error: '--fall' goes with '--every'"
        ),
        Refusal(
            words: ["http://1.2.3.4/", "--rise", "2"],
            output: "error: '--rise' goes with '--every'"
        ),
        Refusal(
            words: ["http://proxy/", "--every", "1s", "--file", "/run/verdict"],
            output: "error: 'proxy' is a name\n  expected: an address, with '--every': "
                + "a lookup could hold every canary"
        ),
    ]

    @Test("a verdict changes after so many of the other kind in a row")
    func verdicts() {
        var verdict = StandingVerdict(fall: 3, rise: 2)
        let outcomes = [
            true, false, false, true, false, false, false, false, true, false, true, true,
        ]
        let changes = outcomes.map { verdict.record(isGood: $0) }
        #expect(
            changes == [true, nil, nil, nil, nil, nil, false, nil, nil, nil, nil, true]
        )
        var first = StandingVerdict(fall: 3, rise: 2)
        #expect(first.record(isGood: false) == false)
    }
}

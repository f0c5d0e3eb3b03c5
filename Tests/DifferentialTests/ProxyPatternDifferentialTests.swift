import TestSupport
import Testing

/// Commands about maps, ACLs and variables, as HAProxy answers them, and what requests see of them.
@Suite(
    "maps and ACLs at run time against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyPatternDifferentialTests {
    /// One after another; `M` and `L` stand for the files, `=/x` asks for that path.
    private static let steps = """
        show map M
        show acl L
        show map nope
        get map M /a
        get map M /zz
        get acl L /P
        =/a
        =/p
        add map M /c 3
        =/c
        add map M /d
        add map M <<~/e 5 6~/f 7~
        add map M <<~/g~
        =/e
        show map M
        set map M /c 33
        =/c
        set map M /nope 1
        set map M
        del map M /c
        =/c
        del map M #0x12
        del map M /nope
        del map M
        prepare map M
        add map @1 M /g 9
        add map @1 M /a new
        add map @4 M /g 9
        show map @1 M
        =/g
        =/a
        commit map @5 M
        commit map @1 M
        =/g
        =/a
        show map M
        commit map M
        prepare map M
        add map @2 M <<~/h 1~/i 2~
        clear map @2 M
        show map @2 M
        clear map M
        =/a
        clear map
        get map
        add acl L /z/\\ b
        =/q
        add acl L <<~/r~/s t~
        =/R
        show acl L
        get acl L /r
        del acl L /q
        =/q
        del acl L
        prepare acl L
        add acl @1 L /n
        =/n
        commit acl @1 L
        =/n
        =/p
        clear acl L
        =/n
        get var proc.x
        get var txn.x
        get var
        set var proc.x expr int(5)
        experimental-mode on; set var proc.x expr int(5); get var proc.x
        experimental-mode on; set var proc.s expr str(hello),upper; get var proc.s
        experimental-mode on; set var proc.f fmt a%[int(3)]b; get var proc.f
        =/var
        experimental-mode on; set var txn.x expr int(1)
        experimental-mode on; set var proc.a
        experimental-mode on; set var proc.a bla int(1)
        experimental-mode on; set var proc.b expr bool(true); get var proc.b
        experimental-mode on; set var proc.i expr ipv4(1.2.3.4); get var proc.i
        experimental-mode on; set var proc.d expr bin(0102ff); get var proc.d
        """.split(separator: "\n").map(String.init)

    @Test("answers and what requests see are the same")
    func commands() throws {
        try withScratchDirectory { directory in
            let (map, list) = ("\(directory)/m.map", "\(directory)/l.lst")
            try write(["m.map": "/a 1\n/b 2\n", "l.lst": "/p\n/q\n"], below: directory)
            let control = try freePort()
            let (ours, theirs) = try throughBoth(
                """
                frontend fe
                    bind 127.0.0.1:{{port}}
                    acl listed path -i -f \(list)
                    http-request return status 200 hdr x-m %[path,map(\(map),none)] hdr x-l yes if listed
                    http-request return status 200 hdr x-m %[path,map(\(map),none)] hdr x-v <%[var(proc.x)]%[var(proc.f)]>
                """,
                global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
            ) { port, _ -> [String] in
                try Self.steps.map { step in
                    let text = step.replacing(" M", with: " \(map)").replacing(
                        " L",
                        with: " \(list)"
                    )
                    if step.hasPrefix("=") {
                        let client = try TestClient(port: port)
                        try client.send(
                            "GET \(step.dropFirst()) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                        )
                        let shown = client.readToEnd().lowercased().split(separator: "\r\n")
                            .filter { $0.hasPrefix("x-") }.sorted()
                        return "\(step): \(shown)"
                    }
                    let client = try TestClient(port: control)
                    try client.send(text.replacing("~", with: "\n") + "\n")
                    return "\(step): " + Self.withoutNumbers(client.readToEnd())
                }
            }
            for (one, other) in zip(ours, theirs) { #expect(one == other) }
        }
    }

    /// Entries are told by numbers that no two runs have in common.
    private static func withoutNumbers(_ answer: String) -> String {
        answer.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("0x") ? "0x" + line.drop { $0 != " " } : String(line)
        }.joined(separator: "\n")
    }
}

import TestSupport
import Testing

/// `-cc`, and with it `.if` and the splitting of lines, which are read by the same means.
@Suite(
    "conditions of a configuration against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed")
)
struct ProxyConditionDifferentialTests {
    /// What is said twice: the exit status of both is compared, 0 for what holds.
    static let conditions: [String] =
        [
            "", "0", "1", "-1", "00", "12abc", "1 2", "(1)", "(0)", "!1", "!!1", "! 0", "((1))",
            "(1",
            "1)", "()", "!", "&&", "1&&", "1 && 1", "1&&0", "0||1", "0 || 0 || 1", "1||0&&0",
            "(1||0)&&0", "!(0||0)&&1", "1 & 1", "1 | 1", "1||nonsense(", "0&&nonsense", "foo",
            "foo(1)",
        ] + texts + quoting + versions

    private static let texts = [
        "streq(a,a)", "streq(a,b)", "strneq(a,b)", "streq(a)", "streq(a,b,c)", "streq(a,a",
        "streq a,a", "streq(,)", "streq('a,b','a,b')", "streq(a\\ b,'a b')", "streq( a, a)",
        "streq(a ,a)", "streq(A,a)", "defined(KNOWN)", "defined(UNKNOWN)", "defined()", "defined",
        "!defined(UNKNOWN)&&streq(a,a)", "feature(OPENSSL)", "feature(NO_SUCH_THING)",
        "feature(OPENSSLX)",
    ]

    private static let quoting = [
        "streq(\"$KNOWN\",yes)", "streq('$KNOWN',yes)", "streq($KNOWN,yes)",
        "streq(\"${KNOWN}\",yes)", "streq(\"${UNKNOWN-no}\",no)", "streq(\"${KNOWN-no}\",yes)",
        "streq(\"${UNKNOWN}\",\"\")", "streq(\"${KNOWN\",yes)", "streq(\"$9\",a)", "streq(\"$\",a)",
        "streq(\"\\$KNOWN\",'$KNOWN')", "streq(\\x61,a)", "streq(\\x6,a)", "streq(\\xzz,a)",
        "streq(a\"b\"c,abc)", "streq(\"a'b\",\"a'b\")", "streq(\"a,b)", "streq('a,b)",
        "streq(a\\#b,'a#b')", "1 # && 0", "1 '#' 1", "streq(\\q,'\\q')", "streq(\"\\q\",'\\q')",
        "streq(\"${LIST[*]}\",'a b c')", "streq(\"${LIST}\",'a  b c')", "streq(\"x${LIST[*]}y\",1)",
        "streq(\"${LIST[x]}\",1)", "streq(\"${UNKNOWN[*]}\",1)", "\\", "streq(a,\\", "\"\"", "''",
        "1\\t", "1\t&&\t1",
    ]

    private static let versions = [
        "version_atleast(2.0)", "version_atleast(2.6)", "version_atleast(1024)",
        "version_before(2.6-dev1)", "version_before(1024)", "version_atleast(2.6-dev0)",
        "version_atleast(2.5-rc1)", "version_before(2.4-dev19)",
        "openssl_version_atleast(1.1.1)", "openssl_version_atleast(3.0.0)",
        "openssl_version_before(3.0.0)",
        "ssllib_name_startswith(OpenSSL)", "ssllib_name_startswith(wolfSSL)",
        "ssllib_name_startswith(LibreSSL)",
    ]

    private static let variables = ["KNOWN": "yes", "LIST": "a  b c"]

    private func holds(_ condition: String, _ engine: ProxyEngine) throws -> Int32 {
        try CommandRun.of([engine.path, "-cc", condition], environment: Self.variables).status
    }

    @Test("a condition holds, does not, or is none, as with HAProxy", arguments: conditions)
    func same(condition: String) throws {
        #expect(try holds(condition, .switchyard) == holds(condition, .haproxy))
    }

    /// A whole file, by which lines count.
    private func check(_ text: String, _ engine: ProxyEngine) throws -> String {
        try withScratchDirectory { directory in
            try write(["blocks.cfg": text], below: directory)
            let run = try CommandRun.of(
                [engine.path, "-c", "-f", "blocks.cfg"],
                environment: Self.variables,
                directory: directory
            )
            let told = run.lines.filter { $0.contains("told") }.compactMap { line in
                line.split(separator: "'").dropFirst().first.map(String.init)
            }
            return "\(run.status) \(told)"
        }
    }

    static let files = [
        ".if 1\n.notice \"told 1\"\n.else\n.notice \"told 2\"\n.endif",
        ".if 0\n.notice \"told 1\"\n.elif 1\n.notice \"told 2\"\n.elif 1\n.notice \"told 3\"\n"
            + ".else\n.notice \"told 4\"\n.endif",
        ".if 0\n.if 1\n.notice \"told 1\"\n.endif\n.else\n.if 0\n.else\n.notice \"told 2\"\n"
            + ".endif\n.endif\n.notice \"told 3\"",
        ".if 0\nnonsense here\n\n.alert \"told 1\"\n.endif\n.warning \"told 2\"",
        ".if 1\n.alert \"told 1\"\n.endif\n.notice \"told 2\"",
        ".if 1\n.notice \"told 1\"", ".endif", ".else", ".elif 1", ".if 1\n.else x\n.endif",
        ".if 1\n.else\n.else\n.endif", ".if 1\n.else\n.elif 1\n.endif", ".endif 1",
        ".notice told 1", ".nonsense",
        ".if streq(\"$KNOWN\",    yes)\n.notice \"told 1\"\n.else\n.notice \"told 2\"\n.endif",
        ".if \"$UNKNOWN\"\n.notice \"told 1\"\n.endif",
        ".notice \"told ${.LINE} ${.FILE} ${.SECTION}\"",
        ".diag \"told 1\"",
        "setenv A 1\n.if streq(\"$A\",1)\n.notice \"told $A\"\n.endif\nunsetenv A\n"
            + ".if defined(A)\n.notice \"told 2\"\n.endif",
        "presetenv KNOWN no\npresetenv B 2\n.notice \"told $KNOWN $B\"",
        "resetenv KNOWN\n.notice \"told $KNOWN\"\n.if defined(LIST)\n.notice \"told 2\"\n.endif",
        "unsetenv \"${LIST[*]}\" KNOWN\n.if defined(KNOWN)\n.notice \"told 1\"\n.endif",
    ]

    @Test("the same lines of a file count, and the same messages are told", arguments: files)
    func sameBlocks(lines: String) throws {
        let text =
            "global\n\(lines)\nlisten l\nbind 127.0.0.1:1\nmode http\n"
            + "timeout client 1s\ntimeout connect 1s\ntimeout server 1s\n"
        #expect(try check(text, .switchyard) == check(text, .haproxy))
    }
}

/// What is compared of fetches and converters, by family.
enum SampleCases {
    /// A request with something for every fetch.
    static let request = [
        "GET /a/b.html?x=1&y=%41+b&X=3&empty=&flag HTTP/1.1", "Host: Example.org:8080",
        "X-List: one, two ,\"a,b\",, last", "X-List: second line", "X-Empty:",
        "X-Number: 42abc", "X-Address: 10.1.2.3:80", "X-Address: 2001:db8::1",
        "Cookie: a=1; b=two; a=3; $v=x; empty=; c", "Accept-Language: de;q=0.5, en-GB;q=0.9, fr",
        "Authorization: Basic dXNlcjpwYXNz", "Accept: */*", "", "",
    ].joined(separator: "\r\n")

    typealias Family = ProxySampleDifferentialTests.Family

    static let all: [Family] = [
        Family(title: "constants", expressions: constants),
        Family(title: "request line", expressions: requestLine),
        Family(title: "headers", expressions: headers),
        Family(title: "cookies and parameters", expressions: cookies),
        Family(title: "connections and proxies", expressions: connections),
        Family(title: "texts", expressions: texts),
        Family(title: "parts of texts", expressions: pieces),
        Family(title: "numbers", expressions: numbers),
        Family(title: "encodings", expressions: encodings),
        Family(title: "hashes and digests", expressions: hashes),
        Family(title: "dates and addresses", expressions: dates),
        Family(title: "json", expressions: json),
        Family(title: "casts", expressions: casts),
        Family(title: "variables", expressions: variables),
        Family(title: "messages of MQTT", expressions: MQTTCases.expressions),
        Family(title: "XXH3 of all lengths", expressions: lengths),
    ]

    private static let constants = [
        "str(abc)", "str()", "int(-12)", "bool(true)", "bool(0)", "ipv4(10.0.0.1)",
        "ipv6(2001:db8::1)", "bin(48656c6c6f),hex", "meth(POST)", "always_true", "always_false",
        "nbproc", "stopping",
    ]

    private static let requestLine = [
        "method", "path", "pathq", "url", "query", "base", "baseq", "base32", "url32",
        "base32+src,hex", "url32+src,hex", "req.ver", "req_ver", "req.proto_http",
        "http_first_req", "url_ip", "url_port", "capture.req.method", "capture.req.uri",
        "capture.req.ver", "http_auth_type", "http_auth_user", "http_auth_pass",
        "http_auth_bearer",
    ]

    private static let headers = [
        "req.hdr(host)", "hdr(X-List)", "req.hdr(X-List)", "req.hdr(X-List,1)", "req.hdr(X-List,3)",
        "req.hdr(X-List,4)", "req.hdr(X-List,5)", "req.hdr(X-List,6)", "req.hdr(X-List,7)",
        "req.hdr(X-List,-1)", "req.hdr(X-List,-2)", "req.hdr(X-List,-6)", "req.hdr(X-List,-7)",
        "req.hdr(x-none)", "req.hdr(X-Empty)", "req.fhdr(X-List)", "req.fhdr(X-List,1)",
        "req.fhdr(X-List,2)", "req.fhdr(X-List,-2)", "req.hdr_cnt(X-List)", "req.hdr_cnt(X-Empty)",
        "req.hdr_cnt(x-none)", "req.fhdr_cnt(X-List)", "req.hdr_val(X-Number)",
        "req.hdr_val(X-List)", "req.hdr_ip(X-Address)", "req.hdr_ip(X-Address,1)",
        "req.hdr_ip(X-Address,2)", "req.hdr_ip(X-List)", "req.hdr_names", "req.hdr_names(;)",
        "req.fhdr_cnt", "hdr_cnt(host)", "hdr_val(X-Number)", "hdr_ip(X-Address,1)",
    ]

    private static let cookies = [
        "req.cook(a)", "req.cook(b)", "req.cook(empty)", "req.cook(c)", "req.cook(none)",
        "req.cook_cnt(a)", "req.cook_cnt(b)", "req.cook_val(a)", "cook(b)", "req.cook",
        "url_param(x)", "url_param(y)", "url_param(X)", "url_param(empty)", "url_param(flag)",
        "url_param(none)", "urlp(x)", "urlp_val(x)", "url_param(b.html,/)",
    ]

    private static let connections = [
        "src", "dst", "src_is_local", "dst_is_local", "fe_name", "fe_conn(web)",
        "so_id", "ssl_fc", "ssl_fc_sni", "fc_http_major", "hostname,length",
    ]

    private static let texts = [
        "str(aBc),upper", "str(AbC),lower", "str(abc),length", "str(),length",
        "str(h.example:80),host_only", "str([::1]:443),host_only", "str([::1]),host_only",
        "str(h),host_only", "str(H:),host_only", "str(h.example:80),port_only",
        "str([::1]:443),port_only", "str(h),port_only", "str(h:x),port_only",
        "str(a),concat(-,txn.word,+)", "str(a),concat(-)", "str(a),concat(-,txn.none,z)",
        "str(a),concat(,txn.five)", "str(a),add_item(;,txn.word)", "str(),add_item(;,txn.word)",
        "str(a),add_item(;,,z)", "str(a),add_item(;,txn.none)", "str(a),add_item(;,txn.none,z)",
        "str(b),strcmp(txn.word)", "str(a),strcmp(txn.word)", "str(bc),strcmp(txn.word)",
        "str(a),strcmp(txn.none)", "bool(1),iif(yes,no)", "bool(0),iif(yes,no)",
        "int(3),iif(yes,no)", "str(a),debug", "req.hdr(accept-language),language(de;en)",
        "req.hdr(accept-language),language(es;it)", "req.hdr(accept-language),language(es,xx)",
        "req.hdr(accept-language),language(en-GB;fr)", "str(abcabc),regsub(b,x)",
        "str(abcabc),regsub(b,x,g)", "str(aBc),regsub(b,x,i)", "str(abc),regsub(^a,,g)",
        "str(aaa),regsub(^a,x,g)", "str(abc),regsub(z,x)", "str(),regsub(a,b)",
        "str(abc),regsub(x*,-,g)",
    ]

    private static let pieces = [
        "str(a.b.c),field(1,.)", "str(a.b.c),field(2,.)", "str(a.b.c),field(3,.)",
        "str(a.b.c),field(4,.)", "str(a.b.c),field(-1,.)", "str(a.b.c),field(-3,.)",
        "str(a.b.c),field(-4,.)", "str(a..c),field(2,.)", "str(a.b.c),field(1,.,2)",
        "str(a.b.c),field(2,.,0)", "str(a.b.c),field(-1,.,2)", "str(a.b.c),field(-1,.,0)",
        "str(a.b-c),field(3,.-)", "str(),field(1,.)", "str(a.b.c),word(1,.)",
        "str(a.b.c),word(3,.)", "str(a.b.c),word(4,.)", "str(..a..b..),word(1,.)",
        "str(..a..b..),word(2,.)", "str(..a..b..),word(-1,.)", "str(..a..b..),word(-2,.)",
        "str(a.b.c),word(1,.,2)", "str(a.b.c),word(2,.,0)", "str(a.b.c),word(-1,.,2)",
        "str(),word(1,.)", "str(abcdef),bytes(2)", "str(abcdef),bytes(2,3)",
        "str(abcdef),bytes(0,1)", "str(abcdef),bytes(4,9)", "str(abcdef),bytes(6)",
        "str(abcdef),bytes(9)",
        "str(abc),ltrim(a)", "str(aabc),ltrim(ab)", "str(abcc),rtrim(c)", "str(aaa),rtrim(a)",
        "str(),ltrim(a)",
    ]

    private static let numbers = [
        "int(5),add(3)", "int(5),sub(7)", "int(5),mul(-2)", "int(7),div(2)", "int(-7),div(2)",
        "int(7),mod(3)", "int(-7),mod(3)", "int(7),div(0)", "int(7),mod(0)", "int(6),and(3)",
        "int(6),or(1)", "int(6),xor(3)", "int(0),cpl", "int(5),neg", "int(0),bool", "int(2),bool",
        "int(0),not", "int(2),not", "int(3),odd", "int(4),odd", "int(3),even", "int(-3),odd",
        "int(9223372036854775807),add(1)", "int(-9223372036854775807),sub(2)",
        "int(9223372036854775807),mul(2)", "int(-9223372036854775807),mul(2)",
        "int(5),add(txn.five)", "int(5),mul(txn.five)", "int(5),add(txn.none)", "str(12x),add(1)",
        "str(x),add(1)", "str(),add(1)", "int(258),htonl,hex", "int(-1),htonl,hex",
    ]

    private static let encodings = [
        "str(abc),base64", "str(ab),base64", "str(a),base64", "str(),base64", "str(YWJj),b64dec",
        "str(YWI=),b64dec", "str(YQ==),b64dec", "str(YWI),b64dec", "str(Y*==),b64dec",
        "str(>>>???),ub64enc", "str(ab),ub64enc", "str(Pj4-Pz8_),ub64dec", "str(YWI),ub64dec",
        "str(abc),hex", "str(),hex", "str(ff),hex2i", "str(FF00),hex2i", "str(xy),hex2i",
        "str(),hex2i", "str(a%20b+c),url_dec", "str(a%20b+c),url_dec(1)", "str(a?b+c),url_dec",
        "str(%4),url_dec", "str(%zz),url_dec", "str(%),url_dec", "str(a+b/c?d=e&f~_.-),url_enc",
        "str(a*b),url_enc(query)", "bin(0102030405),be2dec(:,2)", "bin(0102030405),be2dec(:,2,1)",
        "bin(01020304),be2hex(:,2)", "bin(0102030405),be2hex(:,2,1)",
        "bin(010203),be2hex()",
    ]

    private static let hashes = [
        "str(abc),crc32", "str(abc),crc32(1)", "str(),crc32", "str(abc),crc32c", "str(abc),djb2",
        "str(abc),djb2(1)", "str(abc),sdbm", "str(abc),sdbm(1)", "str(abc),wt6", "str(abc),wt6(1)",
        "str(abc),xxh32", "str(abc),xxh32(7)", "str(abc),xxh64", "str(abc),xxh64(7)",
        "str(abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnop),xxh32",
        "str(abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnop),xxh64", "str(),xxh64",
        "str(abc),sha1,hex", "str(),sha1,hex", "str(abc),sha2,hex", "str(abc),sha2(224),hex",
        "str(abc),sha2(384),hex", "str(abc),sha2(512),hex", "str(abc),digest(md5),hex",
        "str(abc),digest(sha256),hex", "str(abc),hmac(sha1,c2VjcmV0),hex",
        "str(abc),hmac(sha256,c2VjcmV0),hex", "str(abc),hmac(sha256,txn.key),hex",
        "str(b),secure_memcmp(txn.word)", "str(c),secure_memcmp(txn.word)",
        "str(b),secure_memcmp(txn.none)",
    ]

    private static let dates = [
        "int(0),http_date", "int(1700000000),http_date", "int(1700000000),http_date(3600)",
        "int(1700000000123),http_date(0,ms)", "int(1700000000),utime(%Y-%m-%d)",
        "int(1700000000),utime(%H:%M:%S,60)", "int(1700000000),ltime(%Y)",
        "ipv4(10.1.2.3),ipmask(16)", "ipv4(10.1.2.3),ipmask(255.255.255.0)",
        "ipv4(10.1.2.3),ipmask(0)", "ipv6(2001:db8::1),ipmask(24,32)",
        "ipv6(2001:db8::1),ipmask(24)",
        "ipv6(::ffff:10.1.2.3),ipmask(8)", "str(10.1.2.3),ipmask(8)", "str(x),ipmask(8)",
    ]

    private static let json = [
        "str(a/b),json", "str(abc),json(utf8)", "str(a),json(ascii)",
    ]

    /// At each length where the hash goes another way, and around it.
    private static let lengths = [
        0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 65, 96, 97, 127, 128, 129, 143, 144,
        239,
        240, 241, 255, 256, 257, 511, 1023, 1024, 1025, 1088, 1089, 1500,
    ].flatMap { count -> [String] in
        let text = (0..<count).map { String($0 * 7 % 10) }.joined()
        return ["", "(0)", "(1)", "(-3)"].map { "str(\(text)),xxh3\($0)" }
    }

    private static let casts = [
        "int(65),length", "src,length", "ipv4(1.2.3.4),add(1)", "ipv4(1.2.3.4),hex",
        "int(258),hex", "bool(1),length", "ipv6(::1),hex", "str(1.2.3.4),ipmask(32)",
        "method,lower",
        "method,length", "int(16909060),ipmask(32)", "bin(610062),length", "bin(610062),upper",
    ]

    private static let variables = [
        "var(txn.word)", "var(txn.five)", "var(txn.none)", "var(txn.none,default)",
        "var(txn.word),upper", "var(txn.five),add(1)", "str(x),set-var(txn.new)", "var(txn.new)",
        "var(sess.none)", "var(proc.none)", "str(y),set-var(sess.new)", "var(sess.new)",
        "str(z),unset-var(txn.new)", "var(txn.new)",
    ]
}

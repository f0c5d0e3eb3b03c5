import Balancing
import HealthChecking
import Diagnostics
import ProxyConfiguration
@testable import Samples
import Testing

@Suite("what configurations mean")
struct ProxyMeaningTests {
    private let head = """
        defaults base
            mode http
            timeout connect 1s
            timeout client 1m
            timeout server 500
            option redispatch
            default-server inter 3s

        """

    @Test("a frontend takes the side of clients from defaults, a backend that of servers")
    func defaults() throws {
        let (configuration, warnings) = try read(
            head + """
                frontend web
                    bind :80
                    default_backend api
                backend api
                    server a 10.0.0.1:80 check weight 20
                """
        )
        #expect(warnings.isEmpty)
        let web = try #require(configuration.frontend(named: "web"))
        let api = try #require(configuration.backend(named: "api"))
        #expect(web.id == 1)
        #expect(api.id == 2)
        #expect(web.timeouts.client == .seconds(60))
        #expect(web.binds.map(\.address) == [.ip(.v4(0), port: 80)])
        #expect(api.timeouts.server == .milliseconds(500))
        #expect(api.redispatch == .lastAttempt)
        let server = try #require(api.servers.first)
        #expect(server.weight == 20)
        #expect(server.id == 1)
        #expect(server.address == .ip(.v4(0x0A00_0001), port: .fixed(80)))
        #expect(server.check?.intervals.steady == .seconds(3))
        #expect(server.check?.thresholds == HealthThresholds())
    }

    @Test("the keys of streams and the cookie are as written")
    func balance() throws {
        let (configuration, _) = try read(
            head + """
                backend a
                    balance uri whole depth 3
                    hash-type consistent
                    cookie S insert indirect nocache httponly secure domain .example
                backend b
                    balance random(3)
                    hash-type map-based wt6 avalanche
                """
        )
        let first = configuration.proxies[0]
        guard case .uri(let rule) = first.balance else {
            Issue.record("not by URI: \(first.balance)")
            return
        }
        #expect(rule.includesQuery)
        #expect(rule.maximumDepth == 3)
        #expect(first.hash == .consistent)
        let cookie = try #require(first.cookie)
        #expect(cookie.name == "S")
        #expect(cookie.inserts && cookie.isIndirect && cookie.preventsCaching)
        #expect(cookie.isHTTPOnly && cookie.isSecure)
        #expect(cookie.domains == [".example"])
        #expect(configuration.proxies[1].balance == .random(draws: 3))
        #expect(configuration.proxies[1].hash.function == .wt6)
        #expect(configuration.proxies[1].hash.isAvalanched)
    }

    @Test("named ACLs, braces, 'or' and '!' become one condition")
    func conditions() throws {
        let (configuration, _) = try read(
            head + """
                frontend web
                    bind :80
                    acl stream path_beg /hls
                    acl stream path_end .ts
                    use_backend s if stream !{ hdr(host) -i api.example } || METH_POST
                    http-request set-header X-From "%[src]:%[src_port] %%" unless { src 10.0.0.0/8 }
                    http-request deny status 429 if { req.hdr_cnt(host) gt 1 }
                backend s
                """
        )
        let web = configuration.proxies[0]
        let groups = try #require(web.backendRules.first?.condition?.groups)
        #expect(groups.map(\.count) == [2, 1])
        #expect(groups[0][0].tests.map(\.expression.text) == ["path_beg", "path_end"])
        #expect(groups[0][0].tests.map(\.method) == [.beg, .end])
        #expect(groups[0][1].isNegated)
        let rule = web.requestRules[0]
        #expect(rule.text == "set-header\u{0}X-From\u{0}%[src]:%[src_port] %%")
        #expect(rule.condition?.isNegated == true)
        let deny = web.requestRules[1].condition?.groups[0][0].tests[0]
        #expect(deny?.method == .int)
        #expect(configuration.patterns.lists.last?.entries.map(\.key) == ["2:"])
    }

    @Test("checks: request, demands, encryption")
    func checks() throws {
        let (configuration, _) = try read(
            head + """
                backend api
                    option httpchk GET /old "HTTP/1.1\\r\\nHost: old"
                    http-check send meth HEAD uri /new ver HTTP/1.1 hdr Host new
                    http-check expect ! rstatus ^5
                    server a 10.0.0.1:443 ssl verify none check check-sni new
                    server b 10.0.0.1:443 ssl verify none check port 80
                    server c 10.0.0.1:80 check check-ssl verify none
                """
        )
        let api = configuration.proxies[0]
        guard case .request(let request) = api.check.steps[1].action,
            case .expect(let expectation) = api.check.steps[2].action
        else {
            Issue.record("not by HTTP")
            return
        }
        #expect(request.method == "HEAD")
        #expect(request.headers == [.init(name: "Host", value: CheckText("new"))])
        #expect(expectation == .init(.statusPattern("^5"), isNegated: true))
        #expect(api.servers.map { $0.check?.usesTLS } == [true, false, true])
        #expect(api.servers[0].check?.serverName == "new")
    }

    @Test("variables stand in double quotes and in addresses, not in single quotes")
    func variables() throws {
        let text =
            head + """
                frontend web
                    bind ${ADDRESS}:8080
                    http-request set-header X-A "$A and ${B-none} \\$A"
                    http-request set-header X-B '$A'
                """
        let environment = machine(variables: ["ADDRESS": "127.0.0.1", "A": "one"])
        let (configuration, warnings) = try read(text, on: environment)
        #expect(warnings.isEmpty)
        let web = configuration.proxies[0]
        #expect(web.binds[0].address == .ip(.v4(0x7F00_0001), port: 8080))
        let values = web.requestRules.map {
            $0.text.split(separator: "\u{0}").last.map(String.init)
        }
        #expect(values == ["one and none $A", "$A"])
    }

    @Test("moving a line is not a change; another value is")
    func comparison() throws {
        let body = "backend api\n    server a 10.0.0.1:80 weight 1\n"
        let (first, _) = try read(head + body)
        let (moved, _) = try read(head + "\n\n# a comment\n" + body)
        let (changed, _) = try read(head + body.replacing("weight 1", with: "weight 2"))
        #expect(first == moved)
        #expect(first != changed)
        #expect(first.global == changed.global)
    }

    @Test("global defaults of TLS lie under each bind, and the bind's own word wins")
    func tls() throws {
        let (configuration, _) = try read(
            """
            global
                ssl-default-bind-options ssl-min-ver TLSv1.3
                ssl-default-bind-ciphers A:B
            frontend web
                mode http
                timeout client 1s
                bind :443 ssl crt /tls/site.pem alpn http/1.1
                bind :444 ssl crt /tls/site.pem ssl-min-ver TLSv1.2 ciphers C
                bind :445 ssl crt /tls/site.pem verify required ca-file /tls/ca.pem
            """
        )
        let binds = configuration.proxies[0].binds
        #expect(binds.map { $0.tls?.limits.minimumVersion } == [.tls13, .tls12, .tls13])
        #expect(binds.map { $0.tls?.limits.ciphers } == ["A:B", "C", "A:B"])
        #expect(binds[0].tls?.protocols == ["http/1.1"])
        #expect(binds[2].tls?.clientVerification.mode == .required)
        #expect(binds[2].tls?.clientVerification.authorities == "/tls/ca.pem")
    }

    @Test("addresses are read and written in their usual forms")
    func addresses() {
        let texts = [
            "10.0.0.1", "::1", "fe80::1:2", "2001:db8:0:1:1:1:1:1", "::ffff:c000:201", "::",
        ]
        for text in texts { #expect(IPAddress(text)?.description == text) }
        #expect(IPAddress("::ffff:192.0.2.1")?.unmapped == IPAddress("192.0.2.1"))
        for text in ["10.0.0", "10.0.0.256", ":::", "1:2:3", "12345::", "::+1", "host"] {
            #expect(IPAddress(text) == nil)
        }
        #expect(NetworkRange("10.0.0.0/255.0.0.0")?.prefixLength == 8)
        #expect(NetworkRange("10.0.0.0/255.0.0.255") == nil)
        let network = NetworkRange("10.1.0.0/16")
        #expect(network.map { $0.contains(.v4(0x0A01_FFFF)) } == true)
        #expect(network.map { $0.contains(.v4(0x0A02_0000)) } == false)
    }

    @Test("a last line without an end is warned about: the file may have been cut off")
    func cutOff() throws {
        let text = SourceText(name: "proxy.cfg", text: "global\n    maxconn 10")
        let (configuration, warnings) = try ProxyConfigurationReader(environment: machine())
            .read([text])
        #expect(configuration.global.maximumConnections == 10)
        #expect(
            warnings.map(\.message) == ["the last line has no end: the file may have been cut off"]
        )
    }
}

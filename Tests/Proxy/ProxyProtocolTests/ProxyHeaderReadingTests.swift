import LinuxSystem
import Testing

@testable import ProxyProtocol

func reading(_ bytes: [UInt8]) -> ProxyHeaderReading {
    bytes.withUnsafeBytes { ProxyHeader.read($0) }
}

func reading(_ text: String) -> ProxyHeaderReading { reading(Array(text.utf8)) }

/// A version 2 header: the signature, the bytes after it, the length of what follows, what follows.
func binaryHeader(_ command: UInt8, _ family: UInt8, _ rest: [UInt8]) -> [UInt8] {
    ProxyHeader.signature + [command, family, UInt8(rest.count >> 8), UInt8(rest.count & 0xFF)]
        + rest
}

/// 127.0.0.1:42 to 127.0.0.2:1337.
let addressesV4: [UInt8] = [127, 0, 0, 1, 127, 0, 0, 2, 0, 42, 5, 0x39]

@Suite("reading headers of the PROXY protocol")
struct ProxyHeaderReadingTests {
    struct Line: Sendable, CustomTestStringConvertible {
        var text: String
        var source: String?
        var destination: String?
        var testDescription: String { text }
    }

    @Test(
        "a line of version 1 tells both ends",
        arguments: [
            Line(
                text: "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443",
                source: "192.168.0.1:56324",
                destination: "192.168.0.11:443"
            ),
            Line(
                text: "PROXY TCP4 255.255.255.255 0.0.0.0 65535 0",
                source: "255.255.255.255:65535",
                destination: "0.0.0.0:0"
            ),
            Line(
                text: "PROXY TCP6 2001:DB8::1 ::1 1 65535",
                source: "[2001:db8::1]:1",
                destination: "[::1]:65535"
            ),
            Line(
                text: "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
                    + "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535",
                source: "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535",
                destination: "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535"
            ),
            Line(text: "PROXY UNKNOWN"),
            Line(text: "PROXY UNKNOWN anything at all"),
            Line(
                text: "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
                    + "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535"
            ),
        ]
    )
    func lines(_ line: Line) {
        let bytes = Array("\(line.text)\r\n".utf8)
        for cut in 0..<bytes.count { #expect(reading(Array(bytes[..<cut])) == .incomplete) }
        guard case .complete(let header, let byteCount) = reading(bytes + Array("GET /".utf8))
        else {
            Issue.record("is not complete")
            return
        }
        #expect(byteCount == bytes.count)
        #expect(header.attributes == ProxyAttributes())
        if let source = line.source, let destination = line.destination {
            guard case .stream(let from, let to) = header.origin else {
                Issue.record("\(header.origin)")
                return
            }
            #expect("\(from)" == source)
            #expect("\(to)" == destination)
        } else {
            #expect(header.origin == .unknown)
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var text: String
        var fault: ProxyHeaderFault
        var testDescription: String { String(reflecting: text) }

        init(_ text: String, _ fault: ProxyHeaderFault = .malformed) {
            self.text = text
            self.fault = fault
        }
    }

    @Test(
        "what is no line of version 1 is refused",
        arguments: [
            Refusal("G", .notAHeader),
            Refusal("GET / HTTP/1.1\r\n\r\n", .notAHeader),
            Refusal("PROXY\t", .notAHeader),
            Refusal("proxy TCP4", .notAHeader),
            Refusal("PROXY \r\n", .unknownProtocol),
            Refusal("PROXY TCP5 1.2.3.4 1.2.3.4 1 1\r\n", .unknownProtocol),
            Refusal("PROXY UDP4 1.2.3.4 1.2.3.4 1 1\r\n", .unknownProtocol),
            Refusal("PROXY UNKNOWNX\r\n", .unknownProtocol),
            Refusal("PROXY TCP4\r\n"),
            Refusal("PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n"),
            Refusal("PROXY TCP4 1.2.3.4 1.2.3.4 1 1 \r\n"),
            Refusal("PROXY TCP4  1.2.3.4 1.2.3.4 1 1\r\n"),
            Refusal("PROXY TCP4 1.2.3.4 1.2.3.4 1 1\n"),
            Refusal("PROXY TCP4 1.2.3.4 1.2.3.4 1 1\rX"),
            Refusal("PROXY TCP4 1.2.3.256 1.2.3.4 1 1\r\n"),
            Refusal("PROXY TCP4 1.2.3 1.2.3.4 1 1\r\n"),
            Refusal("PROXY TCP4 1.2.3.04 1.2.3.4 1 1\r\n"),
            Refusal("PROXY TCP4 1.2.3.4\0 1.2.3.4 1 1\r\n"),
            Refusal("PROXY TCP4 ::1 ::1 1 1\r\n"),
            Refusal("PROXY TCP6 1.2.3.4 1.2.3.4 1 1\r\n"),
            Refusal("PROXY TCP6 1::2::3 ::1 1 1\r\n"),
            Refusal("PROXY TCP4 1.2.3.4 1.2.3.4 65536 1\r\n"),
            Refusal("PROXY TCP4 1.2.3.4 1.2.3.4 01 1\r\n"),
            Refusal("PROXY TCP4 1.2.3.4 1.2.3.4 -1 1\r\n"),
            Refusal("PROXY TCP4 1.2.3.4 1.2.3.4 1 99999999999999999999\r\n"),
            Refusal("PROXY UNKNOWN " + String(repeating: "x", count: 92) + "\r\n"),
            Refusal("PROXY UNKNOWN " + String(repeating: "x", count: 93)),
        ]
    )
    func refusals(_ refusal: Refusal) {
        #expect(reading(refusal.text) == .invalid(refusal.fault))
    }

    @Test("version 2 tells addresses of every family")
    func families() {
        let v6: [UInt8] =
            [0x20, 0x01] + Array(repeating: 0, count: 13) + [1] + Array(repeating: 0, count: 15)
            + [1, 0xFF, 0xFF, 0, 80]
        let path = Array("/run/a".utf8)
        let unix =
            path + Array(repeating: 0, count: 102) + [0] + Array("name".utf8)
            + Array(repeating: 0, count: 103)
        let loopback = SocketAddress.loopback(port: 42)
        let v4 = (loopback, SocketAddress.v4(0x7F00_0002, port: 1337))
        let all: [(UInt8, UInt8, [UInt8], ProxyHeader.Origin)] = [
            (0x21, 0x11, addressesV4, .stream(source: v4.0, destination: v4.1)),
            (0x21, 0x12, addressesV4, .datagrams(source: v4.0, destination: v4.1)),
            (
                0x21, 0x21, v6,
                .stream(
                    source: .v6(high: 0x2001 << 48, low: 1, port: 65535),
                    destination: .v6(high: 0, low: 1, port: 80)
                )
            ),
            (0x21, 0x31, unix, .stream(source: .unix("/run/a"), destination: .unix("@name"))),
            (0x21, 0x32, unix, .datagrams(source: .unix("/run/a"), destination: .unix("@name"))),
            (0x21, 0x00, [], .unknown), (0x21, 0x01, [], .unknown),
            (0x21, 0x10, addressesV4, .unknown),
            (0x20, 0x00, [], .local), (0x20, 0x11, addressesV4, .local), (0x20, 0x21, [], .local),
        ]
        for (command, family, rest, origin) in all {
            let bytes = binaryHeader(command, family, rest)
            for cut in 0..<bytes.count { #expect(reading(Array(bytes[..<cut])) == .incomplete) }
            #expect(
                reading(bytes + [1, 2, 3])
                    == .complete(ProxyHeader(origin), byteCount: bytes.count)
            )
        }
    }

    @Test("what is no header of version 2 is refused with its first wrong byte")
    func wrongBinaries() {
        let all: [([UInt8], ProxyHeaderFault)] = [
            ([0x0D, 0x0A, 0x0D, 0x0B], .notAHeader),
            (ProxyHeader.signature + [0x11], .notAHeader),
            (ProxyHeader.signature + [0x31], .notAHeader),
            (ProxyHeader.signature + [0x22], .malformed),
            (binaryHeader(0x21, 0x41, addressesV4), .malformed),
            (binaryHeader(0x21, 0x13, addressesV4), .malformed),
            (binaryHeader(0x21, 0x11, addressesV4.dropLast()), .malformed),
            (binaryHeader(0x21, 0x21, addressesV4), .malformed),
            (binaryHeader(0x21, 0x31, addressesV4), .malformed),
            (ProxyHeader.signature + [0x21, 0x11, 0x3F, 0xF1], .tooLong),
            (ProxyHeader.signature + [0x20, 0x00, 0xFF, 0xFF], .tooLong),
            (binaryHeader(0x21, 0x11, addressesV4 + [2, 0]), .malformed),
            (binaryHeader(0x21, 0x11, addressesV4 + [2, 0, 4, 1, 2, 3]), .malformed),
            (binaryHeader(0x21, 0x11, addressesV4 + [2, 0, 3, 1, 2, 3, 4]), .malformed),
            (binaryHeader(0x21, 0x11, addressesV4 + [3, 0, 3, 1, 2, 3]), .malformed),
            (binaryHeader(0x21, 0x11, addressesV4 + [3, 0, 4, 1, 2, 3, 4]), .wrongChecksum),
            (binaryHeader(0x21, 0x11, addressesV4 + [0x20, 0, 4, 0, 0, 0, 0]), .malformed),
            (
                binaryHeader(0x21, 0x11, addressesV4 + [0x20, 0, 8, 0, 0, 0, 0, 0, 0x21, 0, 1]),
                .malformed
            ),
        ]
        for (bytes, fault) in all { #expect(reading(bytes) == .invalid(fault), "\(bytes)") }
        #expect(reading(ProxyHeader.signature + [0x21, 0x11, 0x3F, 0xF0]) == .incomplete)
    }

    @Test("attributes are as long as their limits allow, and no longer")
    func attributeLimits() {
        func outcome(_ kind: UInt8, _ count: Int) -> ProxyHeaderReading {
            let value = [UInt8](repeating: 0x61, count: count)
            let attribute = [kind, UInt8(count >> 8), UInt8(count & 0xFF)] + value
            return reading(binaryHeader(0x21, 0x11, addressesV4 + attribute))
        }
        for (kind, limit) in [(2, 255), (5, 128), (4, 1024), (0xEA, 1024)] as [(UInt8, Int)] {
            guard case .complete(let header, _) = outcome(kind, limit) else {
                Issue.record("\(kind) of \(limit)")
                continue
            }
            let value = header.attributes[ProxyAttributes.Kind(rawValue: kind)]
            #expect(value?.count == limit)
            #expect(outcome(kind, limit + 1) == .invalid(.malformed))
        }
    }
}

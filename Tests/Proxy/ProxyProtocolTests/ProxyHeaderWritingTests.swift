import LinuxSystem
import Testing

@testable import ProxyProtocol

@Suite("writing headers of the PROXY protocol")
struct ProxyHeaderWritingTests {
    private let v4 = SocketAddress.v4(0x0A00_0001, port: 1234)
    private let v6 = SocketAddress.v6(high: 0x2001_0DB8 << 32, low: 1, port: 443)

    @Test("version 1 is one line, and says UNKNOWN where it has no words")
    func lines() {
        func line(_ source: SocketAddress?, _ destination: SocketAddress?) -> String {
            String(decoding: ProxyHeader(from: source, to: destination).text, as: UTF8.self)
        }
        #expect(line(v4, v4.with(port: 0)) == "PROXY TCP4 10.0.0.1 10.0.0.1 1234 0\r\n")
        #expect(line(v6, v6) == "PROXY TCP6 2001:db8::1 2001:db8::1 443 443\r\n")
        #expect(line(v4, v6) == "PROXY TCP6 ::ffff:10.0.0.1 2001:db8::1 1234 443\r\n")
        #expect(line(v6, v4) == "PROXY TCP6 2001:db8::1 ::ffff:10.0.0.1 443 1234\r\n")
        #expect(line(.unix("/a"), v4) == "PROXY UNKNOWN\r\n")
        #expect(line(nil, v4) == "PROXY UNKNOWN\r\n")
        #expect(line(v4, nil) == "PROXY UNKNOWN\r\n")
    }

    @Test("what is written is read as it was, in both versions")
    func roundTrip() {
        let origins: [ProxyHeader.Origin] = [
            .local, .unknown, .stream(source: v4, destination: v4),
            .stream(source: v6, destination: v6), .datagrams(source: v6, destination: v6),
            .stream(source: .unix("/run/a"), destination: .unix("@abstract")),
        ]
        for origin in origins {
            var header = ProxyHeader(origin)
            header.attributes.append(.authority, "example".utf8)
            header.attributes.append(.padding, [])
            let bytes = header.binary
            #expect(reading(bytes) == .complete(header, byteCount: bytes.count))
        }
        let header = ProxyHeader(from: v6, to: v4)
        #expect(reading(header.text) == .complete(header, byteCount: header.text.count))
    }

    @Test("the checksum is CRC32c of the header, and one flipped bit is noticed")
    func checksum() {
        var sum = CastagnoliChecksum()
        sum.add("123456789".utf8)
        #expect(sum.value == 0xE306_9283)
        var header = ProxyHeader(from: v4, to: v4)
        header.attributes.append(.uniqueID, "one".utf8)
        header.attributes.appendChecksum()
        header.attributes.append(.applicationProtocol, "h2".utf8)
        let bytes = header.binary
        guard case .complete(let read, _) = reading(bytes) else {
            Issue.record("\(reading(bytes))")
            return
        }
        #expect(read.attributes[.checksum] != [0, 0, 0, 0])
        // Where the checksum's own kind stands, another kind has none to be wrong.
        let kind = 16 + 12 + 6
        for index in 16..<bytes.count where index != kind {
            var flipped = bytes
            flipped[index] ^= 1
            guard case .invalid = reading(flipped) else {
                Issue.record("byte \(index)")
                continue
            }
        }
    }

    @Test("what is told of TLS has attributes of its own")
    func encryption() {
        var told = ProxyEncryption(
            [.isEncrypted, .certificateInSession],
            verification: 0x0102_0304
        )
        told.details.append(.tlsVersion, "TLSv1.3".utf8)
        told.details.append(.commonName, "client".utf8)
        #expect(told.value.prefix(5) == [5, 1, 2, 3, 4])
        #expect(ProxyEncryption(told.value) == told)
        #expect(told.details[.commonName].map { String(decoding: $0, as: UTF8.self) } == "client")
        #expect(ProxyEncryption([1, 0, 0, 0]) == nil)
        #expect(ProxyEncryption([1, 0, 0, 0, 0, 0x21]) == nil)
    }

    @Test("attributes beyond the length of a header are left out")
    func full() {
        var attributes = ProxyAttributes()
        attributes.append(.padding, [UInt8](repeating: 0, count: 65_000))
        attributes.append(.padding, [UInt8](repeating: 0, count: 1000))
        attributes.append(.padding, [1])
        #expect(attributes.map(\.value.count) == [65_000, 1])
        let source = SocketAddress.unix("/a")
        let header = ProxyHeader(
            .stream(source: source, destination: source),
            attributes: attributes
        )
        #expect(header.binary.count == 16 + 216 + attributes.bytes.count)
    }

    @Test("headers with bytes changed at random are read or refused")
    func mutations() {
        var state: UInt64 = 0x5EED
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var told = ProxyEncryption(.isEncrypted)
        told.details.append(.tlsVersion, "TLSv1.3".utf8)
        var header = ProxyHeader(from: v6, to: v4)
        header.attributes.append(.encryption, told.value)
        header.attributes.append(.authority, "example".utf8)
        let unix = ProxyHeader(.stream(source: .unix("/a"), destination: .unix("@b")))
        let corpus = [header.binary, header.text, unix.binary, ProxyHeader(.local).binary]
        for _ in 0..<20_000 {
            var bytes = corpus[random(corpus.count)]
            for _ in 0...random(4) {
                switch random(3) {
                case 0: bytes[random(bytes.count)] = UInt8(random(256))
                case 1: bytes.removeLast(random(bytes.count))
                default: bytes.insert(UInt8(random(256)), at: random(bytes.count))
                }
                if bytes.isEmpty { bytes = [0x0D] }
            }
            switch reading(bytes) {
            case .complete(let read, let byteCount):
                #expect(byteCount <= bytes.count)
                // What it has understood it can tell again.
                _ = read.binary
                for attribute in read.attributes { #expect(attribute.value.count <= 1024) }
            case .incomplete, .invalid: break
            }
        }
    }
}

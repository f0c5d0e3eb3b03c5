internal import HTTPWire

/// The fields that both sides know from the start [RFC 7541 appendix A], found by number and by name.
struct StaticFields: @unchecked Sendable {
    // Filled once, never changed, never freed.
    static let shared = StaticFields()

    static let count = 61

    private let names: UnsafeMutablePointer<UnsafeRawBufferPointer>
    private let values: UnsafeMutablePointer<UnsafeRawBufferPointer>
    /// Numbers of names by a hash of the name; zero is none.
    private let places: UnsafeMutablePointer<UInt8>
    private static let placeCount = 256

    private init() {
        let fields = StaticFields.fields
        names = .allocate(capacity: fields.count + 1)
        values = .allocate(capacity: fields.count + 1)
        places = .allocate(capacity: StaticFields.placeCount)
        places.initialize(repeating: 0, count: StaticFields.placeCount)
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        names.initialize(repeating: nothing, count: fields.count + 1)
        values.initialize(repeating: nothing, count: fields.count + 1)
        for (index, field) in fields.enumerated() {
            names[index + 1] = bytes(of: field.0)
            values[index + 1] = bytes(of: field.1)
            guard number(ofName: names[index + 1]) == 0 else { continue }
            var place = StaticFields.hash(names[index + 1])
            while places[place] != 0 { place = (place + 1) % StaticFields.placeCount }
            places[place] = UInt8(index + 1)
        }
    }

    /// The name with that number, which is from 1 to 61.
    func name(_ number: Int) -> UnsafeRawBufferPointer { names[number] }

    /// The value with that number, which is from 1 to 61.
    func value(_ number: Int) -> UnsafeRawBufferPointer { values[number] }

    /// The first number of a name, its case ignored; zero when it has none.
    func number(ofName name: UnsafeRawBufferPointer) -> Int {
        guard name.count > 0 else { return 0 }
        var place = StaticFields.hash(name)
        while places[place] != 0 {
            let number = Int(places[place])
            if isSame(names[number], name) { return number }
            place = (place + 1) % StaticFields.placeCount
        }
        return 0
    }

    private func isSame(_ lower: UnsafeRawBufferPointer, _ name: UnsafeRawBufferPointer) -> Bool {
        guard lower.count == name.count else { return false }
        for index in 0..<name.count where asciiLowercased(name[index]) != lower[index] {
            return false
        }
        return true
    }

    private static func hash(_ name: UnsafeRawBufferPointer) -> Int {
        let first = Int(asciiLowercased(name[0]))
        let last = Int(asciiLowercased(name[name.count - 1]))
        return (first &* 7 &+ last &* 31 &+ name.count &* 13) & (placeCount - 1)
    }

    private static let fields: [(StaticString, StaticString)] = [
        (":authority", ""), (":method", "GET"), (":method", "POST"), (":path", "/"),
        (":path", "/index.html"), (":scheme", "http"), (":scheme", "https"), (":status", "200"),
        (":status", "204"), (":status", "206"), (":status", "304"), (":status", "400"),
        (":status", "404"), (":status", "500"), ("accept-charset", ""),
        ("accept-encoding", "gzip, deflate"), ("accept-language", ""), ("accept-ranges", ""),
        ("accept", ""), ("access-control-allow-origin", ""), ("age", ""), ("allow", ""),
        ("authorization", ""), ("cache-control", ""), ("content-disposition", ""),
        ("content-encoding", ""), ("content-language", ""), ("content-length", ""),
        ("content-location", ""), ("content-range", ""), ("content-type", ""), ("cookie", ""),
        ("date", ""), ("etag", ""), ("expect", ""), ("expires", ""), ("from", ""), ("host", ""),
        ("if-match", ""), ("if-modified-since", ""), ("if-none-match", ""), ("if-range", ""),
        ("if-unmodified-since", ""), ("last-modified", ""), ("link", ""), ("location", ""),
        ("max-forwards", ""), ("proxy-authenticate", ""), ("proxy-authorization", ""),
        ("range", ""), ("referer", ""), ("refresh", ""), ("retry-after", ""), ("server", ""),
        ("set-cookie", ""), ("strict-transport-security", ""), ("transfer-encoding", ""),
        ("user-agent", ""), ("vary", ""), ("via", ""), ("www-authenticate", ""),
    ]
}

/// The bytes of a text of the program.
func bytes(of text: StaticString) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
}

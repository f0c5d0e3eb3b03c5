/// Networks of both families, found by address; of several the smallest.
struct NetworkTable {
    private var four: [(length: Int, table: PatternTable)] = []
    private var six: [(length: Int, table: PatternTable)] = []

    init(_ entries: [PatternEntry]) throws(PatternFault) {
        var fours: [Int: [(key: [UInt8], entry: Int)]] = [:]
        var sixes: [Int: [(key: [UInt8], entry: Int)]] = [:]
        for (index, entry) in entries.enumerated() {
            let (address, length) = try Self.network(entry.key)
            if address.type == .ipv4 {
                fours[length, default: []].append((Self.key(address, length), index))
            } else {
                sixes[length, default: []].append((Self.key(address, length), index))
            }
        }
        four = fours.sorted { $0.key > $1.key }
            .map { ($0.key, PatternTable($0.value, foldsCase: false)) }
        six = sixes.sorted { $0.key > $1.key }
            .map { ($0.key, PatternTable($0.value, foldsCase: false)) }
    }

    func deallocate() {
        for (_, table) in four + six { table.deallocate() }
    }

    /// The entry of the smallest network that an address is in.
    func find(_ address: Sample) -> Int? {
        if let entry = find(exactly: address) { return entry }
        // An address counts in the other family too if it has a form there.
        if address.type == .ipv4 {
            guard !six.isEmpty else { return nil }
            return find(exactly: .ipv6(high: 0, low: 0xFFFF_0000_0000 | UInt64(address.ipv4)))
        }
        guard !four.isEmpty, address.high == 0, address.low >> 32 == 0xFFFF else { return nil }
        return find(exactly: .ipv4(UInt32(truncatingIfNeeded: address.low)))
    }

    private func find(exactly address: Sample) -> Int? {
        for (length, table) in address.type == .ipv4 ? four : six {
            var words = Self.masked(address, length)
            let count = address.type == .ipv4 ? 4 : 16
            let entry = withUnsafeBytes(of: &words) {
                table.find(UnsafeRawBufferPointer(rebasing: $0[..<count]))
            }
            if let entry { return entry }
        }
        return nil
    }

    private static func key(_ address: Sample, _ length: Int) -> [UInt8] {
        withUnsafeBytes(of: masked(address, length)) {
            Array($0[..<(address.type == .ipv4 ? 4 : 16)])
        }
    }

    /// The first bits of an address in network order.
    private static func masked(_ address: Sample, _ length: Int) -> (UInt64, UInt64) {
        if address.type == .ipv4 {
            let mask: UInt32 = length == 0 ? 0 : ~0 << UInt32(32 - length)
            return (UInt64(UInt64(address.ipv4 & mask) << 32).bigEndian, 0)
        }
        let (high, low) = AddressText.mask(length)
        return ((address.high & high).bigEndian, (address.low & low).bigEndian)
    }

    /// An address with or without the length of its network.
    private static func network(_ text: String) throws(PatternFault) -> (Sample, Int) {
        let fault = PatternFault(
            text: text,
            message: "'\(text)' is not a valid IPv4 or IPv6 address"
        )
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        var host = String(parts[0])
        var address = host.withUTF8 { bytes -> Sample? in
            let bytes = UnsafeRawBufferPointer(bytes)
            return bytes.contains(0x3A) ? AddressText.ipv6(bytes) : nil
        }
        if address == nil {
            // As inet_aton has it: of fewer numbers the last one is all the rest, so 10.1/16 is 10.0.0.1/16.
            let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
            guard (1...4).contains(numbers.count), let last = numbers.last.flatMap({ UInt32($0) }),
                numbers.dropLast().allSatisfy({ UInt8($0) != nil }),
                UInt64(last) < 1 << UInt64(8 * (5 - numbers.count))
            else { throw fault }
            var word = last
            for (index, number) in numbers.dropLast().enumerated() {
                word |= UInt32(UInt8(number) ?? 0) << UInt32(8 * (3 - index))
            }
            address = .ipv4(word)
        }
        guard let address else { throw fault }
        guard parts.count == 2 else { return (address, address.type == .ipv4 ? 32 : 128) }
        if address.type == .ipv4 {
            guard let mask = AddressText.mask4(String(parts[1])) else { throw fault }
            let length = mask.ipv4.nonzeroBitCount
            guard mask.ipv4 == (length == 0 ? 0 : ~0 << UInt32(32 - length)) else { throw fault }
            return (address, length)
        }
        guard let length = Int(parts[1]), (0...128).contains(length) else { throw fault }
        return (address, length)
    }
}

/// An address of a name.
public enum DNSAddress: Sendable, Hashable {
    /// Version 4.
    case v4(UInt32)
    /// Version 6, as two numbers.
    case v6(high: UInt64, low: UInt64)
}

/// Where a service is: a record of kind SRV [RFC 2782].
public struct DNSService: Sendable, Hashable {
    /// The lowest is tried first.
    public var priority: UInt16
    /// The share among those of one priority.
    public var weight: UInt16
    /// The port.
    public var port: UInt16
    /// The machine.
    public var target: DNSName
}

/// What a name server has answered to a question.
public enum DNSAnswer: Sendable, Hashable {
    /// These addresses, at least one.
    case addresses([DNSAddress])
    /// These services, at least one, and the addresses of their machines as far as they came along.
    case services([DNSService], addresses: [DNSName: [DNSAddress]])
    /// Nothing of the kind.
    case none
    /// There is no such name.
    case noSuchName
    /// The server does not want to answer.
    case refused
    /// It has failed in another way.
    case failed
    /// The answer was longer than a datagram.
    case truncated
    /// The aliases lead nowhere.
    case brokenAlias
}

/// Why bytes are no answer to a question.
public enum DNSFault: Error, Sendable, Hashable {
    /// They end too early, or lengths do not add up.
    case malformed
    /// They answer another question, or are a question themselves.
    case notAnAnswer
}

extension DNSAnswer {
    /// So many aliases lead from a name to its addresses.
    static let aliasLimit = 16
    /// So many records of an answer are looked at.
    static let recordLimit = 512

    /// Reads the answer to a question out of a message.
    public init(
        _ message: UnsafeRawBufferPointer,
        to query: DNSQuery
    ) throws(DNSFault) {
        var reader = DNSReader(message)
        let number = try reader.number16()
        let flags = try reader.number16()
        // A response, of an ordinary query.
        guard number == query.number, flags & 0x8000 != 0, flags & 0x7800 == 0 else {
            throw .notAnAnswer
        }
        let questionCount = try reader.number16()
        let answerCount = Int(try reader.number16())
        let authorityCount = Int(try reader.number16())
        let additionalCount = Int(try reader.number16())
        guard questionCount == 1, try reader.name() == query.name,
            try reader.number16() == query.kind.rawValue, try reader.number16() == 1
        else { throw .notAnAnswer }
        switch flags & 0xF {
        case 0: break
        case 3:
            self = .noSuchName
            return
        case 5:
            self = .refused
            return
        default:
            self = .failed
            return
        }
        guard flags & 0x0200 == 0 else {
            self = .truncated
            return
        }
        guard answerCount + authorityCount + additionalCount <= Self.recordLimit else {
            throw .malformed
        }
        var records: [DNSRecord] = []
        for _ in 0..<answerCount { records.append(try reader.record()) }
        for _ in 0..<authorityCount { _ = try reader.record() }
        var additional: [DNSRecord] = []
        if query.kind == .service {
            for _ in 0..<additionalCount { additional.append(try reader.record()) }
        }
        self = Self.answer(records, additional, to: query)
    }

    private static func answer(
        _ records: [DNSRecord],
        _ additional: [DNSRecord],
        to query: DNSQuery
    ) -> DNSAnswer {
        guard !records.isEmpty else { return .none }
        var name = query.name
        for _ in 0..<aliasLimit {
            let next = records.lazy.compactMap { record -> DNSName? in
                guard record.owner == name, case .alias(let target) = record.data else {
                    return nil
                }
                return target
            }.first
            guard let next else { break }
            name = next
        }
        if records.contains(where: { $0.owner == name && $0.isAlias }) { return .brokenAlias }
        let own = records.filter { $0.owner == name }
        if query.kind == .service {
            let services = own.compactMap { record -> DNSService? in
                guard case .service(let service) = record.data else { return nil }
                return service
            }
            guard !services.isEmpty else { return name == query.name ? .none : .brokenAlias }
            var addresses: [DNSName: [DNSAddress]] = [:]
            for record in additional {
                guard let owner = record.owner, let address = record.address else { continue }
                addresses[owner, default: []].append(address)
            }
            return .services(services, addresses: addresses)
        }
        let addresses = own.compactMap { record -> DNSAddress? in
            switch (record.address, query.kind) {
            case (.v4?, .address4), (.v6?, .address6): record.address
            default: nil
            }
        }
        guard !addresses.isEmpty else { return name == query.name ? .none : .brokenAlias }
        return .addresses(addresses)
    }
}

/// One record of a message.
struct DNSRecord {
    enum Data {
        case address(DNSAddress)
        case alias(DNSName)
        case service(DNSService)
        case other
    }

    /// Whose it is; nil for the root.
    var owner: DNSName?
    var data: Data

    var isAlias: Bool { if case .alias = data { true } else { false } }

    var address: DNSAddress? { if case .address(let address) = data { address } else { nil } }
}

/// Reads a message from its beginning.
struct DNSReader {
    private let message: UnsafeRawBufferPointer
    private var offset = 0

    init(_ message: UnsafeRawBufferPointer) {
        self.message = message
    }

    mutating func number16() throws(DNSFault) -> UInt16 {
        guard offset + 2 <= message.count else { throw .malformed }
        defer { offset += 2 }
        return UInt16(message[offset]) << 8 | UInt16(message[offset + 1])
    }

    mutating func name() throws(DNSFault) -> DNSName? {
        guard let (name, next) = DNSName.read(message, at: offset) else { throw .malformed }
        offset = next
        return name
    }

    mutating func record() throws(DNSFault) -> DNSRecord {
        let owner = try name()
        let kind = try number16()
        let group = try number16()
        // How long it may be kept.
        _ = try number16()
        _ = try number16()
        let length = Int(try number16())
        let end = offset + length
        guard end <= message.count else { throw .malformed }
        defer { offset = end }
        // Of the internet.
        guard group == 1 else { return DNSRecord(owner: owner, data: .other) }
        return DNSRecord(owner: owner, data: try data(DNSRecordKind(rawValue: kind), length, end))
    }

    private mutating func data(
        _ kind: DNSRecordKind?,
        _ length: Int,
        _ end: Int
    ) throws(DNSFault) -> DNSRecord.Data {
        switch kind {
        case .address4?:
            guard length == 4 else { throw .malformed }
            return .address(.v4(UInt32(truncatingIfNeeded: number(4, at: offset))))
        case .address6?:
            guard length == 16 else { throw .malformed }
            return .address(.v6(high: number(8, at: offset), low: number(8, at: offset + 8)))
        case .alias?:
            guard let target = try name(), offset == end else { throw .malformed }
            return .alias(target)
        case .service?:
            let priority = try number16()
            let weight = try number16()
            let port = try number16()
            guard let target = try name() else { return .other }
            guard offset == end else { throw .malformed }
            return .service(
                DNSService(priority: priority, weight: weight, port: port, target: target)
            )
        case nil: return .other
        }
    }

    private func number(_ count: Int, at start: Int) -> UInt64 {
        (start..<(start + count)).reduce(0) { $0 << 8 | UInt64(message[$1]) }
    }
}

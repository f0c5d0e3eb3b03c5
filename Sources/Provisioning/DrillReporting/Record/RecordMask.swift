import Cryptography
public import Drilling
public import RunReporting

extension DrillRecord {
    /// The record without secrets, as every report has to tell it.
    ///
    /// Evidence whose text held one gets the digest of what is left, so that readers can check it.
    public func masked(by mask: SecretMask) -> DrillRecord {
        var record = self
        record.name = mask.masked(name)
        record.description = mask.masked(description)
        record.hypothesis = mask.masked(hypothesis)
        record.host = mask.masked(host)
        record.engine = mask.masked(engine)
        record.machine = mask.masked(machine)
        record.file = file.masked(by: mask)
        record.fault.reasons = fault.reasons.map { mask.masked($0) }
        record.limits?.reasons = (limits?.reasons ?? []).map { mask.masked($0) }
        for index in events.indices {
            record.events[index].host = mask.masked(events[index].host)
            record.events[index].text = mask.masked(events[index].text)
        }
        for index in traffic.indices { record.traffic[index].mask(by: mask) }
        record.evidence = evidence.map { $0.masked(by: mask) }
        record.notes = notes.map { mask.masked($0) }
        return record
    }
}

extension TrafficRecord {
    fileprivate mutating func mask(by mask: SecretMask) {
        name = mask.masked(name)
        failures = failures.map { NamedCount(mask.masked($0.name), $0.count) }
        servers = servers.map { NamedCount(mask.masked($0.name), $0.count) }
    }
}

extension Evidence {
    fileprivate func masked(by mask: SecretMask) -> Evidence {
        var evidence = self
        evidence.name = mask.masked(name)
        guard let text else { return evidence }
        let left = mask.masked(text)
        if left == text { return evidence }
        let bytes = Array(left.utf8)
        evidence.text = left
        evidence.byteCount = bytes.count
        evidence.sha256 = Digest.sha256.hexadecimal(of: bytes)
        return evidence
    }
}

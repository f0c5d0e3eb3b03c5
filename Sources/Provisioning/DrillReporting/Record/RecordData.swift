public import DocumentValues
public import Drilling
import LinuxSystem

/// The form of a record in JSON; it counts up when a reader of the old one would go wrong.
let recordFormat = 1

extension DrillRecord {
    /// The record as data: times in milliseconds from the start of the drill.
    public var data: Value {
        .map([
            "format": .integer(recordFormat),
            "name": .string(name),
            "description": .string(description),
            "hypothesis": .string(hypothesis),
            "file": file.data,
            "host": .string(host),
            "engine": .string(engine),
            "machine": .string(machine),
            "started_at": .string(startedAt.rfc3339),
            "seconds_east_of_utc": .integer(secondsEastOfUTC),
            "duration_ms": .milliseconds(duration),
            "fault": .finding(fault.verdict.rawValue, fault.reasons),
            "limits": limits.map { .finding($0.verdict.rawValue, $0.reasons) } ?? .null,
            "interrupted": .bool(wasInterrupted),
            "stages": .list(stages.map(\.data)),
            "events": .list(events.map(\.data)),
            "traffic": .list(traffic.map(\.data)),
            "checks": .list(checks.map(\.data)),
            "figures": .list(figures.map(\.data)),
            "evidence": .list(evidence.map(\.data)),
            "notes": .list(notes.map { .string($0) }),
        ])
    }
}

extension Value {
    /// Milliseconds, to the microsecond.
    static func milliseconds(_ duration: Duration) -> Value {
        let (milliseconds, rest) = duration.wholeMicroseconds.quotientAndRemainder(
            dividingBy: 1000
        )
        if rest == 0 { return .integer(Int(milliseconds)) }
        return .float(Double(milliseconds) + Double(rest) / 1000)
    }

    static func finding(_ word: String, _ reasons: [String]) -> Value {
        .map(["verdict": .string(word), "reasons": .list(reasons.map { .string($0) })])
    }

    static func quantity(_ quantity: Quantity?) -> Value {
        switch quantity {
        case .count(let count): .map(["count": .integer(count)])
        case .duration(let duration): .map(["ms": .milliseconds(duration)])
        case nil: .null
        }
    }
}

extension Duration {
    /// The duration in microseconds.
    var wholeMicroseconds: Int64 { wholeNanoseconds / 1000 }
}

extension WallTime {
    /// The time as RFC 3339 has it, in UTC, to the microsecond.
    var rfc3339: String {
        let fraction = String(1_000_000 + microseconds).dropFirst()
        return formatted("%Y-%m-%dT%H:%M:%S", inUTC: true) + ".\(fraction)Z"
    }
}

extension StageRecord {
    var data: Value {
        .map([
            "stage": .string(stage.rawValue),
            "at_ms": .milliseconds(at),
            "duration_ms": .milliseconds(duration),
            "succeeded": .bool(succeeded),
        ])
    }
}

extension DrillEvent {
    var data: Value {
        .map([
            "at_ms": .milliseconds(at),
            "source": .string(source.rawValue),
            "host": .string(host),
            "text": .string(text),
        ])
    }
}

extension RecordedCheck {
    var data: Value {
        .map([
            "name": .string(name),
            "expected": .quantity(expected),
            "measured": .quantity(measured),
            "met": .bool(isMet),
        ])
    }
}

extension Figure {
    var data: Value { .map(["name": .string(name), "value": .quantity(value)]) }
}

extension Evidence {
    var data: Value {
        .map([
            "name": .string(name),
            "bytes": .integer(byteCount),
            "sha256": .string(sha256),
            "text": text.map { .string($0) } ?? .null,
        ])
    }
}

extension TrafficRecord {
    var data: Value {
        .map([
            "name": .string(name),
            "started_at_ms": .milliseconds(startedAt),
            "bucket_ms": .milliseconds(Self.bucketWidth),
            "buckets": .list(buckets.map(\.data)),
            "failures": .list(failures.map(\.data)),
            "servers": .list(servers.map(\.data)),
            "figures": .list(figures.map(\.data)),
        ])
    }
}

extension NamedCount {
    var data: Value { .map(["name": .string(name), "count": .integer(count)]) }
}

extension TrafficBucket {
    var data: Value {
        .map([
            "idempotent": idempotent.data,
            "other": other.data,
            "latencies": .map(
                ValueMap(
                    latencies.counts.sorted { $0.key < $1.key }
                        .map { (String($0.key), .integer($0.value)) }
                )
            ),
        ])
    }
}

extension OutcomeTally {
    /// Answered, failed, unknown.
    var data: Value { .list([.integer(answered), .integer(failed), .integer(unknown)]) }
}

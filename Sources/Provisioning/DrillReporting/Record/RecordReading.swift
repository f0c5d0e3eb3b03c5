public import DocumentValues
public import Drilling

extension DrillRecord {
    /// Reads what ``data`` has written.
    public init(_ value: Value) throws(RecordProblem) {
        let fields = try RecordFields(value)
        let format = try fields.integer("format")
        guard format == recordFormat else {
            throw RecordProblem("its format is \(format), not \(recordFormat)")
        }
        let fault = try fields.object("fault")
        self.init(
            name: try fields.string("name"),
            file: try Evidence(try fields.object("file")),
            host: try fields.string("host"),
            startedAt: try fields.moment("started_at"),
            secondsEastOfUTC: try fields.integer("seconds_east_of_utc"),
            fault: FaultFinding(try fault.word("verdict"), try fault.strings("reasons"))
        )
        description = try fields.string("description")
        hypothesis = try fields.string("hypothesis")
        engine = try fields.string("engine")
        machine = try fields.string("machine")
        duration = try fields.duration("duration_ms")
        if fields.optional("limits") != nil {
            let found = try fields.object("limits")
            limits = LimitFinding(try found.word("verdict"), try found.strings("reasons"))
        }
        wasInterrupted = try fields.bool("interrupted")
        notes = try fields.strings("notes")
        try readLists(fields)
    }

    private mutating func readLists(_ fields: RecordFields) throws(RecordProblem) {
        for stage in try fields.objects("stages") { stages.append(try StageRecord(stage)) }
        for event in try fields.objects("events") { events.append(try DrillEvent(event)) }
        for kind in try fields.objects("traffic") { traffic.append(try TrafficRecord(kind)) }
        for check in try fields.objects("checks") { checks.append(try RecordedCheck(check)) }
        for figure in try fields.objects("figures") { figures.append(try Figure(figure)) }
        for piece in try fields.objects("evidence") { evidence.append(try Evidence(piece)) }
    }
}

extension StageRecord {
    init(_ fields: RecordFields) throws(RecordProblem) {
        self.init(
            try fields.word("stage"),
            at: try fields.duration("at_ms"),
            duration: try fields.duration("duration_ms"),
            succeeded: try fields.bool("succeeded")
        )
    }
}

extension DrillEvent {
    init(_ fields: RecordFields) throws(RecordProblem) {
        self.init(
            at: try fields.duration("at_ms"),
            source: try fields.word("source"),
            host: try fields.string("host"),
            try fields.string("text")
        )
    }
}

extension RecordedCheck {
    init(_ fields: RecordFields) throws(RecordProblem) {
        guard let expected = try fields.quantity("expected") else {
            throw RecordProblem("a check has no 'expected'")
        }
        self.init(
            try fields.string("name"),
            expected: expected,
            measured: try fields.quantity("measured"),
            isMet: try fields.bool("met")
        )
    }
}

extension Figure {
    init(_ fields: RecordFields) throws(RecordProblem) {
        self.init(try fields.string("name"), try fields.quantity("value"))
    }
}

extension Evidence {
    init(_ fields: RecordFields) throws(RecordProblem) {
        self.init(
            name: try fields.string("name"),
            text: fields.optional("text")?.string,
            byteCount: try fields.integer("bytes"),
            sha256: try fields.string("sha256")
        )
    }
}

extension TrafficRecord {
    init(_ fields: RecordFields) throws(RecordProblem) {
        self.init(try fields.string("name"), startedAt: try fields.duration("started_at_ms"))
        for bucket in try fields.objects("buckets") { buckets.append(try TrafficBucket(bucket)) }
        for failure in try fields.objects("failures") { failures.append(try NamedCount(failure)) }
        for server in try fields.objects("servers") { servers.append(try NamedCount(server)) }
        for figure in try fields.objects("figures") { figures.append(try Figure(figure)) }
    }
}

extension NamedCount {
    init(_ fields: RecordFields) throws(RecordProblem) {
        self.init(try fields.string("name"), try fields.integer("count"))
    }
}

extension TrafficBucket {
    init(_ fields: RecordFields) throws(RecordProblem) {
        self.init()
        idempotent = try fields.tally("idempotent")
        other = try fields.tally("other")
        latencies = try fields.histogram("latencies")
    }
}

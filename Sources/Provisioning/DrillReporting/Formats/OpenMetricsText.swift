public import Drilling
import LinuxSystem

/// Drills as OpenMetrics 1.0 has metrics: each drill is a set of labels.
public enum OpenMetricsText {
    /// The content type of the text.
    public static let contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8"

    /// The exposition; drills of one name and host are told apart by when they started.
    public static func text(of records: [DrillRecord]) -> String {
        var text = ""
        for family in families { text += family.text(of: records) }
        return text + "# EOF\n"
    }

    private static let families = [
        MetricFamily("switchyard_drill", .info, "What a drill was carried out with.") { record in
            [Sample([("engine", record.engine), ("machine", record.machine)], "1")]
        },
        MetricFamily("switchyard_drill_start_time_seconds", .gauge, "When it started.") {
            [Sample([], seconds($0.startedAt.sinceEpoch))]
        },
        MetricFamily("switchyard_drill_duration_seconds", .gauge, "How long it took.") {
            [Sample([], seconds($0.duration))]
        },
        MetricFamily("switchyard_drill_fault", .stateSet, "What is known of the fault.") { record in
            FaultVerdict.allCases.map { word in
                Sample(
                    [("switchyard_drill_fault", word.rawValue)],
                    record.fault.verdict == word ? "1" : "0"
                )
            }
        },
        MetricFamily("switchyard_drill_limits", .stateSet, "Whether limits were kept.") { record in
            LimitVerdict.allCases.map { word in
                Sample(
                    [("switchyard_drill_limits", word.rawValue)],
                    record.limits?.verdict == word ? "1" : "0"
                )
            }
        },
        MetricFamily("switchyard_drill_requests", .counter, "Requests by how they ended.") {
            requests(of: $0)
        },
        MetricFamily("switchyard_drill_latency_seconds", .histogram, "Latency of good answers.") {
            $0.traffic.flatMap { latencies(of: $0) }
        },
        MetricFamily("switchyard_drill_figure_seconds", .gauge, "Times that were measured.") {
            figures($0.figures, areDurations: true)
        },
        MetricFamily("switchyard_drill_figure", .gauge, "Counts that were measured.") {
            figures($0.figures, areDurations: false)
        },
        MetricFamily("switchyard_drill_limit_seconds", .gauge, "Times that are allowed.") {
            figures($0.checks.map { Figure($0.name, $0.expected) }, areDurations: true)
        },
        MetricFamily("switchyard_drill_limit", .gauge, "Counts that are allowed.") {
            figures($0.checks.map { Figure($0.name, $0.expected) }, areDurations: false)
        },
    ]

    private typealias Sample = MetricFamily.Sample

    private static func requests(of record: DrillRecord) -> [Sample] {
        record.traffic.flatMap { kind -> [Sample] in
            let total = kind.total
            return [("true", total.idempotent), ("false", total.other)].flatMap { word, tally in
                [
                    ("answered", tally.answered), ("failed", tally.failed),
                    ("unknown", tally.unknown),
                ].map { outcome, count in
                    let labels = [
                        ("traffic", kind.name), ("idempotent", word), ("outcome", outcome),
                    ]
                    return Sample(labels, "\(count)", suffix: "_total")
                }
            }
        }
    }

    /// The buckets of a histogram; its sum is not known, so neither sum nor count is told.
    private static func latencies(of kind: TrafficRecord) -> [Sample] {
        let histogram = kind.total.latencies
        var passed = 0
        var samples: [Sample] = []
        for bin in LatencyHistogram.bounds.indices {
            passed += histogram.counts[bin] ?? 0
            guard bin % 4 == 3 else { continue }
            let bound = seconds(LatencyHistogram.bound(of: bin))
            samples.append(
                Sample([("traffic", kind.name), ("le", bound)], "\(passed)", suffix: "_bucket")
            )
        }
        let all = Sample(
            [("traffic", kind.name), ("le", "+Inf")],
            "\(histogram.count)",
            suffix: "_bucket"
        )
        return samples + [all]
    }

    private static func figures(_ figures: [Figure], areDurations: Bool) -> [Sample] {
        figures.compactMap { figure in
            switch figure.value {
            case .duration(let duration)? where areDurations:
                Sample([("figure", figure.name)], seconds(duration))
            case .count(let count)? where !areDurations:
                Sample([("figure", figure.name)], "\(count)")
            default: nil
            }
        }
    }

    /// Seconds with six digits after the point.
    static func seconds(_ duration: Duration) -> String {
        let microseconds = duration.wholeMicroseconds
        let (whole, rest) = abs(microseconds).quotientAndRemainder(dividingBy: 1_000_000)
        let sign = microseconds < 0 ? "-" : ""
        return "\(sign)\(whole).\(String(1_000_000 + rest).dropFirst())"
    }
}

internal import Diagnostics
internal import LinuxSystem

/// What the kernel knows of the connections of both sides.
extension FetchKeyword {
    static let connectionNumbers: [FetchKeyword] =
        [
            time("fc_rtt", .roundTrip, .clientConnectionNumber),
            time("fc_rttvar", .roundTripVariance, .clientConnectionNumber),
            time("bc_rtt", .roundTrip, .serverConnectionNumber),
            time("bc_rttvar", .roundTripVariance, .serverConnectionNumber),
        ]
        + [
            ("fc_unacked", ConnectionNumber.unacknowledged),
            ("fc_sacked", .selectivelyAcknowledged), ("fc_lost", .lost),
            ("fc_retrans", .retransmitted), ("fc_reordering", .reordering),
        ].map { name, number in
            FetchKeyword(name, .none, .sint, .clientAddress) { _, context in
                context.fact(
                    .clientConnectionNumber,
                    of: FactSubject(index: Int(number.rawValue))
                )
            }
        }

    private static func time(
        _ name: String,
        _ number: ConnectionNumber,
        _ fact: StreamFact
    ) -> FetchKeyword {
        FetchKeyword(
            name,
            .init(required: 0, .text),
            .sint,
            fact == .clientConnectionNumber ? .clientAddress : .serverAddress,
            check: { draft throws(Diagnostic) in
                let units: [String: Int64] = ["": 1000, "ms": 1000, "us": 1]
                guard let unit = units[draft.text(0) ?? ""] else {
                    throw draft.error("unknown unit '\(draft.text(0) ?? "")'", expected: "ms or us")
                }
                draft.set(0, number: unit)
            },
            { arguments, context in
                let subject = FactSubject(index: Int(number.rawValue))
                let value = context.fact(fact, of: subject)
                return value.map { .integer($0.integer / max(1, arguments.number(0))) }
            }
        )
    }
}

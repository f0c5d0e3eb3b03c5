public import DocumentValues

extension WatchState {
    /// The state as a record; rates that are not known are null.
    public var record: Value {
        [
            "at": .integer(Int(seconds)),
            "addresses": .list(
                addresses.map { address in
                    [
                        "address": .string(address.address),
                        "held_by": .list(address.holders.map { .string($0) }),
                        "unknown_of": .list(address.silent.map { .string($0) }),
                    ]
                }
            ),
            "hosts": .list(hosts.map { record(of: $0) }),
        ]
    }

    private func record(of host: Host) -> Value {
        switch host.knowledge {
        case .asked:
            ["host": .string(host.name), "state": "asked"]
        case .noProxy(let why):
            ["host": .string(host.name), "state": "no proxy", "problem": .string(why)]
        case .silent(let why, let seconds):
            [
                "host": .string(host.name), "state": "silent", "problem": .string(why),
                "seconds": Self.value(seconds),
            ]
        case .balancer(let balancer):
            [
                "host": .string(host.name), "state": "answers",
                "engine": .string(balancer.engine), "uptime": Self.value(balancer.uptime),
                "requests_per_second": Self.value(balancer.rates?.requests),
                "errors_per_second": Self.value(balancer.rates?.errors),
                "sessions": .integer(balancer.sessions),
                "certificate_days_left": Self.value(daysLeft(of: balancer)),
                "configuration": balancer.drift.map { .string($0.rawValue) } ?? .null,
                "pools": .list(balancer.pools.map { Self.record(of: $0) }),
            ]
        }
    }

    private static func record(of pool: BalancerState.Pool) -> Value {
        [
            "name": .string(pool.name), "status": .string(pool.status),
            "current": .integer(pool.current),
            "requests_per_second": value(pool.rates?.requests),
            "errors_per_second": value(pool.rates?.errors),
            "servers": .list(
                pool.servers.map { server in
                    [
                        "name": .string(server.name), "status": .string(server.status),
                        "current": .integer(server.current),
                        "requests_per_second": value(server.rates?.requests),
                        "errors_per_second": value(server.rates?.errors),
                        "check": .string(server.check),
                    ]
                }
            ),
        ]
    }

    private static func value(_ number: Int?) -> Value { number.map { .integer($0) } ?? .null }

    private static func value(_ number: Double?) -> Value { number.map { .float($0) } ?? .null }
}

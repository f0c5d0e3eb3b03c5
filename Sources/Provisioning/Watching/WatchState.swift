/// All that is watched, at one moment.
public struct WatchState: Sendable, Hashable {
    /// A host and what is known of it.
    struct Host: Sendable, Hashable {
        /// What is known.
        enum Knowledge: Sendable, Hashable {
            /// Nothing has come yet.
            case asked
            case balancer(BalancerState)
            /// The host answers, and no proxy on it does.
            case noProxy(String)
            /// The host does not answer: why, and for how many seconds if it ever did.
            case silent(String, seconds: Int?)
        }

        var name: String
        /// The addresses that it may hold.
        var addresses: [String] = []
        /// Whether it is to have a certificate.
        var hasCertificate = false
        var knowledge: Knowledge

        /// The balancer, when it answers.
        var balancer: BalancerState? {
            guard case .balancer(let state) = knowledge else { return nil }
            return state
        }
    }

    /// Who holds an address of a pair.
    struct Address: Sendable, Hashable {
        var address: String
        var holders: [String]
        /// Those that may hold it, and do not tell.
        var silent: [String]
    }

    /// Seconds since 1970.
    var seconds: Int64
    var hosts: [Host]

    /// Whether every host answers, and a proxy on it.
    public var isWhole: Bool { hosts.allSatisfy { $0.balancer != nil } }

    /// The addresses of all pairs, in the order of the inventory.
    var addresses: [Address] {
        var names: [String] = []
        for name in hosts.flatMap(\.addresses) where !names.contains(name) { names.append(name) }
        return names.map { name in
            let candidates = hosts.filter { $0.addresses.contains(name) }
            return Address(
                address: name,
                holders: candidates.filter { $0.balancer?.addresses?.contains(name) ?? false }
                    .map(\.name),
                silent: candidates.filter { $0.balancer?.addresses == nil }.map(\.name)
            )
        }
    }

    /// The whole days that are left of a certificate; negative when it has expired.
    func daysLeft(of balancer: BalancerState) -> Int? {
        balancer.certificateEnd.map { end in
            let left = end - seconds
            return Int(left >= 0 ? left / 86_400 : (left - 86_399) / 86_400)
        }
    }
}

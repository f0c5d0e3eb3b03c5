/// Which of a name's addresses a server gets.
///
/// HAProxy's order: the preferred version, then a preferred network, then an address that no other
/// server of the same name has, then the one that it has already.
public struct AddressChoice: Sendable {
    /// `resolve-prefer`: whether version 6 goes first.
    public var prefersVersion6 = true
    /// `resolve-net`: whether an address is of a preferred network.
    public var isPreferred: @Sendable (DNSAddress) -> Bool = { _ in false }
    /// `resolve-opts allow-dup-ip`: whether several servers may have one address.
    public var allowsDuplicates = false

    /// No preferences but for version 6.
    public init() {}

    /// Chooses the address that a server gets.
    ///
    /// - Parameters:
    ///   - addresses: those of the name.
    ///   - current: the one that the server has.
    ///   - taken: those that other servers of the name have.
    /// - Returns: the address; nil when there is none for it.
    public func choose(
        among addresses: [DNSAddress],
        current: DNSAddress?,
        taken: Set<DNSAddress>
    ) -> DNSAddress? {
        var best: (address: DNSAddress, score: Int)?
        for address in addresses {
            let isTaken = taken.contains(address)
            if isTaken && !allowsDuplicates { continue }
            var score = 0
            var isVersion6 = false
            if case .v6 = address { isVersion6 = true }
            if isVersion6 == prefersVersion6 { score += 8 }
            if isPreferred(address) { score += 4 }
            if !isTaken { score += 2 }
            if address == current { score += 1 }
            if score > best?.score ?? -1 { best = (address, score) }
        }
        return best?.address
    }
}

import LinuxSystem
import TestSupport

/// One of the lab's two load balancers.
struct PairNode: Equatable {
    let name: String
    let host: String
    let ownAddress: String
}

extension Lab {
    /// The two load balancers.
    var pair: [PairNode] {
        [
            PairNode(name: "lb-1", host: "incus-a", ownAddress: "\(prefix).0.21"),
            PairNode(name: "lb-2", host: "incus-b", ownAddress: "\(prefix).0.22"),
        ]
    }

    /// The address that they share.
    var sharedAddress: String { "\(prefix).0.20" }

    /// Those that hold the address.
    func holders() throws -> [PairNode] {
        try pair.filter { node in
            let look = "ip -oneline address show to \(sharedAddress)"
            return try inside(node.name, on: node.host, look).output.contains(sharedAddress)
        }
    }

    /// Waits until so many hold the address; those that do in the end.
    func waitForHolders(_ count: Int, within patience: Duration = .seconds(30)) throws -> [PairNode]
    {
        let deadline = MonotonicClock.now + patience
        var found = try holders()
        while found.count != count, MonotonicClock.now < deadline {
            MonotonicClock.sleep(for: .milliseconds(100))
            found = try holders()
        }
        return found
    }

    /// Keeps a node from sending to the other, or lets it again; all others it still reaches.
    func cut(_ node: PairNode, off other: PairNode, _ isCut: Bool) throws -> CommandRun {
        let words =
            isCut
            ? "replace \(other.ownAddress) lladdr 02:00:00:00:00:01 nud permanent"
            : "del \(other.ownAddress)"
        return try inside(node.name, on: node.host, "ip neighbour \(words) dev eth1")
    }
}

internal import DocumentValues
internal import Playbooks
internal import Synchronization

/// A play while it runs on one batch of hosts.
final class PlayState: Sendable {
    /// The play.
    let play: Play
    /// Its name as shown.
    let name: String
    /// All hosts that its pattern matches, in the play's order; those that failed in earlier plays
    /// too.
    let allHosts: [String]
    /// The hosts of the batch.
    let batch: [String]
    private let out: Mutex<Set<String>>

    /// A play on a batch; some hosts may be out of it from the start.
    init(
        _ play: Play,
        name: String,
        allHosts: [String],
        batch: [String],
        out: some Sequence<String> = []
    ) {
        self.play = play
        self.name = name
        self.allHosts = allHosts
        self.batch = batch
        self.out = Mutex(Set(out))
    }

    /// The hosts of the batch that have not failed.
    var activeHosts: [String] { stillIn(batch) }

    /// The hosts of all batches that have not failed.
    var hostsLeft: [String] { stillIn(allHosts) }

    /// Takes hosts out of the active ones.
    func drop(_ hosts: [String]) {
        out.withLock { $0.formUnion(hosts) }
    }

    private func stillIn(_ hosts: [String]) -> [String] {
        out.withLock { out in hosts.filter { !out.contains($0) } }
    }
}

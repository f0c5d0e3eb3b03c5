internal import DocumentValues
internal import Playbooks
internal import Synchronization

/// A play while it runs on one batch of hosts.
final class PlayState: Sendable {
    /// The play.
    let play: Play
    /// Its name as shown.
    let name: String
    /// All hosts that its pattern matches.
    let allHosts: [String]
    /// The hosts of the batch.
    let batch: [String]
    private let left: Mutex<[String]>

    init(_ play: Play, name: String, allHosts: [String], batch: [String]) {
        self.play = play
        self.name = name
        self.allHosts = allHosts
        self.batch = batch
        left = Mutex(batch)
    }

    /// The hosts of the batch that have not failed.
    var activeHosts: [String] { left.withLock { $0 } }

    /// Takes hosts out of the active ones.
    func drop(_ hosts: [String]) {
        left.withLock { $0.removeAll { hosts.contains($0) } }
    }
}

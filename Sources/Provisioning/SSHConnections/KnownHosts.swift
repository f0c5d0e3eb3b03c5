import CLibSSH
import HostConnections
import LinuxSystem

/// The host keys on record for one host.
struct KnownHosts {
    /// One line of a file that is about the host.
    struct Record {
        /// The key.
        var key: HostKey
        /// `file:line`.
        var place: String
        /// Whether the line takes the key out of use.
        var isRevoked: Bool
    }

    /// What the record says about a key.
    enum Verdict {
        /// It is on record.
        case known
        /// Nothing is on record for the host.
        case unknown
        /// Another key is on record, or this one is out of use.
        case changed(Record)
    }

    /// The lines about the host.
    private(set) var records: [Record] = []

    /// Reads what the files say about a name; a file that is missing says nothing.
    init(files: [String], name: String) {
        for file in files {
            guard let text = try? FileSystem.readText(file) else { continue }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() {
                guard let record = Self.record(line, name: name, place: "\(file):\(index + 1)")
                else { continue }
                records.append(record)
            }
        }
    }

    private static func record(_ line: Substring, name: String, place: String) -> Record? {
        var words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
        guard let first = words.first, !first.hasPrefix("#"), first != "@cert-authority"
        else { return nil }
        let isRevoked = first == "@revoked"
        if isRevoked { words.removeFirst() }
        guard words.count >= 3 else { return nil }
        let plain = words.prefix(3).joined(separator: " ")
        var entry: UnsafeMutablePointer<ssh_knownhosts_entry>?
        guard ssh_known_hosts_parse_line(name, plain, &entry) == SSH_OK, let entry
        else { return nil }
        defer { ssh_knownhosts_entry_free(entry) }
        guard let key = HostKey(copying: entry.pointee.publickey) else { return nil }
        return Record(key: key, place: place, isRevoked: isRevoked)
    }

    /// What the record says about a key that a server shows.
    func verdict(on key: HostKey) -> Verdict {
        if let record = records.first(where: { $0.isRevoked && $0.key == key }) {
            return .changed(record)
        }
        let valid = records.filter { !$0.isRevoked }
        if valid.contains(where: { $0.key == key }) { return .known }
        let other = valid.first { $0.key.type == key.type } ?? valid.first
        return other.map { .changed($0) } ?? .unknown
    }

    /// The algorithms to ask the server for: those of the keys on record first.
    var preferredAlgorithms: String {
        let recorded = records.filter { !$0.isRevoked }.map(\.key.type)
        let usual =
            Self.algorithms.filter { recorded.contains($0.type) }
            + Self.algorithms.filter { !recorded.contains($0.type) }
        return usual.map(\.name).joined(separator: ",")
    }

    /// OpenSSH's order, and the type of the key that each is made with.
    private static let algorithms: [(name: String, type: String)] = [
        ("ssh-ed25519", "ssh-ed25519"),
        ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256"),
        ("ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384"),
        ("ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521"),
        ("rsa-sha2-512", "ssh-rsa"),
        ("rsa-sha2-256", "ssh-rsa"),
    ]
}

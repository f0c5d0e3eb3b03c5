/// Splits the hosts of a play into the batches of `serial`.
enum HostBatches {
    /// One entry of `serial`.
    enum Size: Hashable, Sendable {
        /// So many hosts.
        case count(Int)
        /// So many per cent of all hosts of the play.
        case percentage(Double)
    }

    /// The batches in order; the last size repeats until no host is left, none means all at once.
    static func split(_ hosts: [String], sizes: [Size]) -> [[String]] {
        var batches: [[String]] = []
        var rest = hosts[...]
        var index = 0
        while !rest.isEmpty {
            let size = sizes.isEmpty ? 0 : resolve(sizes[min(index, sizes.count - 1)], hosts.count)
            let batch = size <= 0 ? rest : rest.prefix(size)
            batches.append(Array(batch))
            rest = rest.dropFirst(batch.count)
            index += 1
        }
        return batches
    }

    private static func resolve(_ size: Size, _ count: Int) -> Int {
        switch size {
        case .count(let number): return number
        case .percentage(let percentage):
            let share = Double(count) * percentage / 100
            // Whatever is less than one host, or no number, is one host at a time.
            return share >= 1 ? Int(min(share, Double(count))) : 1
        }
    }
}

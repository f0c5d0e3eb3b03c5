import Testing

@testable import PlaybookRunning

@Suite("batches of serial")
struct HostBatchTests {
    private let hosts = (1...10).map { "h\($0)" }

    @Test("without sizes all hosts go at once")
    func all() {
        #expect(HostBatches.split(hosts, sizes: []) == [hosts])
        #expect(HostBatches.split(hosts, sizes: [.count(0)]) == [hosts])
    }

    @Test("the last size repeats, percentages are rounded down to at least one host")
    func sizes() {
        let counts = { (sizes: [HostBatches.Size]) in
            HostBatches.split(hosts, sizes: sizes).map(\.count)
        }
        #expect(counts([.count(4)]) == [4, 4, 2])
        #expect(counts([.count(1), .count(3)]) == [1, 3, 3, 3])
        #expect(counts([.percentage(35)]) == [3, 3, 3, 1])
        #expect(counts([.percentage(1), .percentage(100)]) == [1, 9])
    }

    @Test("no hosts are no batches")
    func none() {
        #expect(HostBatches.split([], sizes: [.count(2)]).isEmpty)
    }
}

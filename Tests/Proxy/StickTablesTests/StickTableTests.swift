import StickTables
import Testing

@Suite("stick tables")
struct StickTableTests {
    private func table(
        size: Int = 3,
        expiry: Int64? = 100,
        keepsOld: Bool = false,
        _ stored: [StoredDatum] = [StoredDatum(.generalCounter0)]
    ) -> StickTable {
        var settings = StickTableSettings(key: .string(32), size: size)
        settings.expiry = expiry
        settings.keepsOld = keepsOld
        settings.stored = stored
        return StickTable(settings, name: "table")
    }

    private func touch(_ table: StickTable, _ key: UInt8, at now: Int64) -> Bool {
        table.with(key: [key], at: now, creating: true) { _ in true } ?? false
    }

    @Test("a key that nobody touches is forgotten after its time")
    func expiry() {
        let table = self.table()
        #expect(touch(table, 1, at: 0))
        #expect(touch(table, 2, at: 50))
        #expect(table.keys(at: 99).count == 2)
        #expect(table.keys(at: 100) == [[2]])
        #expect(table.keys(at: 150) == [])
    }

    @Test("a key that is held is not forgotten")
    func held() throws {
        let table = self.table()
        let place = try #require(table.hold([1], at: 0))
        #expect(table.keys(at: 1000) == [[1]])
        table.release(place, at: 1000)
        #expect(table.keys(at: 1099) == [[1]])
        #expect(table.keys(at: 1100) == [])
    }

    @Test("a full table forgets the oldest, one with nopurge takes no more")
    func full() {
        let table = self.table(expiry: nil)
        for key in 1...4 { #expect(touch(table, UInt8(key), at: 0)) }
        #expect(Set(table.keys(at: 0)) == [[2], [3], [4]])
        let strict = self.table(expiry: nil, keepsOld: true)
        for key in 1...3 { #expect(touch(strict, UInt8(key), at: 0)) }
        #expect(!touch(strict, 4, at: 0))
    }

    @Test("where all are held there is no room")
    func allHeld() {
        let table = self.table(size: 1, expiry: nil)
        #expect(table.hold([1], at: 0) != nil)
        #expect(table.hold([2], at: 0) == nil)
        #expect(!table.remove([1], at: 0))
    }

    @Test("a rate tells of its period, and fades with the next")
    func rate() {
        let table = self.table(expiry: nil, [StoredDatum(.connectionRate, period: 100)])
        func add(_ count: Int64, at now: Int64) {
            _ = table.with(key: [1], at: now, creating: true) {
                $0.add(.connectionRate, 0, count, at: now)
            }
        }
        func rate(at now: Int64) -> Int64? {
            table.with(key: [1], at: now) { $0.value(.connectionRate, at: now) } ?? nil
        }
        add(10, at: 1000)
        #expect(rate(at: 1099) == 10)
        #expect(rate(at: 1150) == 5)
        add(4, at: 1150)
        #expect(rate(at: 1150) == 9)
        #expect(rate(at: 1400) == 0)
    }

    @Test("what is not kept has no value, and an array's elements stand for single ones")
    func arrays() {
        let table = self.table(expiry: nil, [StoredDatum(.generalCounters, count: 2)])
        let seen: [Int64?]? = table.with(key: [1], at: 0, creating: true) { row in
            row.add(.generalCounter1, 0, 3, at: 0)
            return [
                row.value(.generalCounters, 1, at: 0), row.value(.generalCounters, 2, at: 0),
                row.value(.generalTag0, at: 0), row.value(.generalCounter0, at: 0),
            ]
        }
        #expect(seen == [3, nil, nil, 0])
    }

    @Test("many threads lose nothing")
    func threads() async {
        let table = self.table(size: 100_000, expiry: nil)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for number in 0..<2000 {
                        let key = [UInt8(number % 50)]
                        guard let place = table.hold(key, at: 0) else { continue }
                        table.with(place) { $0.add(.generalCounter0, at: 0) }
                        table.release(place, at: 0)
                    }
                }
            }
        }
        let sum = table.keys(at: 0).reduce(Int64(0)) { sum, key in
            sum + (table.with(key: key, at: 0) { $0.value(.generalCounter0, at: 0) ?? 0 } ?? 0)
        }
        #expect(sum == 8000)
    }
}

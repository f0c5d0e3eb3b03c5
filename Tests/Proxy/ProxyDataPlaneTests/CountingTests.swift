import LinuxSystem
import Testing

@testable import ProxyDataPlane

/// Numbers that each thread counts by itself, and what readers make of them.
@Suite("counting")
struct CountingTests {
    @Test("the last second counts by the part of it that is still within the time")
    func sliding() {
        let counters = TrafficCounters(threads: 1)
        let rate = counters[0].sessionRate
        for _ in 0..<10 { rate.note(at: 10_500) }
        #expect(counters.sessionRate.perSecond(at: 10_900) == 10)
        #expect(counters.sessionRate.perSecond(at: 11_200) == 8)
        rate.note(at: 11_300)
        #expect(counters.sessionRate.perSecond(at: 11_500) == 1 + 5)
        #expect(counters.sessionRate.perSecond(at: 13_000) == 0)
        #expect(counters.sessionRate.maximum == 10)
    }

    @Test("reading changes nothing, and a slow rate does not flicker")
    func reading() {
        let counters = TrafficCounters(threads: 2)
        counters[1].sessionRate.note(at: 10_999)
        for _ in 0..<3 { #expect(counters.sessionRate.perSecond(at: 11_999) == 1) }
        for _ in 0..<3 { #expect(counters.sessionRate.perSecond(at: 90_000) == 0) }
        counters[1].sessionRate.note(at: 11_999)
        #expect(counters.sessionRate.perSecond(at: 11_999) == 1)
    }

    @Test("the most in a second is that of all threads, whoever goes on first")
    func rateOfThreads() {
        let counters = TrafficCounters(threads: 2)
        for _ in 0..<7 { counters[0].requestRate.note(at: 10_100) }
        for _ in 0..<5 { counters[1].requestRate.note(at: 10_900) }
        #expect(counters.requestRate.maximum == 12)
        #expect(counters.requestRate.perSecond(at: 10_950) == 12)
        // One thread goes on, the other one adds to the second that has ended, as its turn began in it.
        counters[0].requestRate.note(at: 11_010)
        counters[1].requestRate.note(at: 10_999)
        #expect(counters.requestRate.maximum == 13)
        counters[1].requestRate.note(at: 12_000)
        counters[0].requestRate.note(at: 13_000)
        #expect(counters.requestRate.maximum == 13)

        counters.clear(all: false)
        #expect(counters.requestRate.maximum == 0)
        #expect(counters.requestRate.perSecond(at: 13_000) == 1 + 1)
        counters[1].requestRate.note(at: 13_001)
        #expect(counters.requestRate.maximum == 2)
    }

    @Test("the most at once is that of all threads")
    func most() {
        let counters = TrafficCounters(threads: 3)
        for _ in 0..<4 { counters[0].sessions.enter() }
        for _ in 0..<4 { counters[0].sessions.leave() }
        for _ in 0..<3 { counters[1].sessions.enter() }
        #expect(counters.sessions.maximum == 4)
        for _ in 0..<2 { counters[0].sessions.enter() }
        counters[2].sessions.enter()
        #expect(counters.sessions.current == 6)
        #expect(counters.sessions.maximum == 6)
        #expect(counters.sessions.total == 10)

        counters.clear(all: false)
        #expect(counters.sessions.maximum == 0)
        counters[2].sessions.enter()
        #expect(counters.sessions.maximum == 7)
        #expect(counters.sessions.total == 11)
    }

    @Test("any sequence of comings and goings leaves the most that a single count would have seen")
    func mostOfManySequences() {
        var generator = SystemRandomNumberGenerator()
        for round in 0..<20 {
            let counters = TrafficCounters(threads: 4)
            var here = [0, 0, 0, 0]
            var most = 0
            for step in 0..<200 {
                let thread = Int.random(in: 0..<4, using: &generator)
                if here[thread] > 0, Bool.random(using: &generator) {
                    here[thread] -= 1
                    counters[thread].sessions.leave()
                } else {
                    here[thread] += 1
                    counters[thread].sessions.enter()
                }
                most = max(most, here.reduce(0, +))
                guard counters.sessions.maximum == most else {
                    Issue.record("\(round), \(step): \(counters.sessions.maximum) of \(most)")
                    return
                }
            }
        }
    }

    @Test("a mean is that of all values of all threads, then of the last ones")
    func mean() {
        let counters = TrafficCounters(threads: 2)
        counters[0].note(.queue, 10)
        #expect(counters.times[0].current == 10)
        for _ in 0..<3 { counters[1].note(.queue, 30) }
        #expect(counters.times[0].current == 25)
        #expect(counters.times[0].maximum == 30)
        for _ in 0..<10_000 { counters[1].note(.queue, 2) }
        #expect((2...3).contains(counters.times[0].current))
        counters.clear(all: false)
        #expect(counters.times[0].maximum == 0)
        #expect(counters.times[0].current > 0)
        counters.clear(all: true)
        #expect(counters.times[0].current == 0)
        counters[1].note(.queue, 7)
        #expect(counters.times[0].current == 7)
    }

    @Test("clearing while threads count loses nothing that comes after it")
    func clearing() throws {
        let counters = TrafficCounters(threads: 4)
        let threads = try (0..<4).map { index in
            try Thread.start(name: "count-\(index)") {
                for round in 0..<50_000 {
                    counters[index].add(.requests)
                    counters[index].sessions.enter()
                    counters[index].requestRate.note(at: Int64(round))
                    counters[index].sessions.leave()
                }
            }
        }
        for _ in 0..<100 { counters.clear(all: true) }
        for thread in threads { thread.join() }
        #expect(counters.sessions.current == 0)
        #expect((0...200_000).contains(counters[.requests]))
        counters.clear(all: true)
        for index in 0..<4 { counters[index].add(.requests) }
        #expect(counters[.requests] == 4)
    }

    @Test("threads that count at once end with the sum of all")
    func sums() throws {
        let counters = TrafficCounters(threads: 4)
        let threads = try (0..<4).map { index in
            try Thread.start(name: "count-\(index)") {
                for _ in 0..<50_000 {
                    counters[index].add(.requests)
                    counters[index].countResponse(200 + index * 100)
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(counters[.requests] == 200_000)
        #expect(counters.responses == [0, 50_000, 50_000, 50_000, 50_000, 0])
    }
}

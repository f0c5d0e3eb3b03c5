import Testing

@testable import ProxyDataPlane

@Suite("rates")
struct RateMeterTests {
    @Test("the last second counts by the part of it that is still within the time")
    func sliding() {
        let meter = RateMeter()
        for _ in 0..<10 { meter.note(at: 10_500) }
        #expect(meter.perSecond(at: 10_900) == 10)
        #expect(meter.perSecond(at: 11_200) == 8)
        meter.note(at: 11_300)
        #expect(meter.perSecond(at: 11_500) == 1 + 5)
        #expect(meter.perSecond(at: 13_000) == 0)
        #expect(meter.maximum == 10)
    }

    @Test("reading changes nothing, and a slow rate does not flicker")
    func reading() {
        let meter = RateMeter()
        meter.note(at: 10_999)
        for _ in 0..<3 { #expect(meter.perSecond(at: 11_999) == 1) }
        for _ in 0..<3 { #expect(meter.perSecond(at: 90_000) == 0) }
        meter.note(at: 11_999)
        #expect(meter.perSecond(at: 11_999) == 1)
    }
}

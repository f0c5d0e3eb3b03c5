import LinuxSystem
import Synchronization
import Testing

@testable import EventLoops

/// A version of something that is published.
private final class Version: Sendable {
    static let alive = Atomic<Int>(0)
    let number: Int

    init(_ number: Int) {
        self.number = number
        Self.alive.add(1, ordering: .relaxed)
    }

    deinit {
        Self.alive.subtract(1, ordering: .relaxed)
    }
}

@Suite("published values", .serialized)
struct PublishedTests {
    @Test(
        "who reads after a version was published sees it, and the old one ends with its last reader"
    )
    func versions() {
        do {
            let published = Published(Version(1), readers: 2)
            #expect(published.withValue(for: 0, \.number) == 1)
            published.publish(Version(2))
            #expect(!published.isSeenByAll)
            #expect(published.withValue(for: 0, \.number) == 2)
            #expect(Version.alive.load(ordering: .relaxed) == 2)
            #expect(published.withValue(for: 1, \.number) == 2)
            #expect(published.isSeenByAll)
            #expect(Version.alive.load(ordering: .relaxed) == 1)
            #expect(published.current.number == 2)
        }
        #expect(Version.alive.load(ordering: .relaxed) == 0)
    }

    @Test("versions never go back for a reader while another thread publishes")
    func threads() throws {
        do {
            let published = Published(Version(0), readers: 3)
            let readers = try (0..<3).map { reader in
                try Thread.start(name: "read-\(reader)") {
                    var last = 0
                    while last < 2_000 {
                        let next = published.withValue(for: reader, \.number)
                        if next < last { Issue.record("\(next) after \(last)") }
                        last = next
                    }
                }
            }
            for number in 1...2_000 { published.publish(Version(number)) }
            for reader in readers { reader.join() }
            #expect(published.isSeenByAll)
        }
        #expect(Version.alive.load(ordering: .relaxed) == 0)
    }
}

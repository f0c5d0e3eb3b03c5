internal import HostConnections
public import LinuxSystem
internal import ModuleContract
public import PlaybookRunning
internal import Synchronization

/// Looks at balancers again and again, each by a thread of its own: none waits for another.
public final class BalancerWatch: Sendable {
    /// The most hosts that are watched at once.
    public static let hostLimit = 250

    private let engine: PlaybookEngine
    private let pause: Duration
    private let hosts: Mutex<[WatchedHost]>
    private let isOver = Atomic<Bool>(false)
    private let busyCount = Atomic<Int>(0)

    /// Begins to look at hosts; those without a proxy are left out where all are watched.
    public init(
        _ targets: [WatchTarget],
        leavingOutOthers: Bool,
        every pause: Duration,
        _ engine: PlaybookEngine
    ) throws(SystemError) {
        self.engine = engine
        self.pause = pause
        hosts = Mutex(targets.map { WatchedHost($0, isOptional: leavingOutOthers) })
        for index in targets.indices {
            busyCount.add(1, ordering: .relaxed)
            let thread: Thread
            do throws(SystemError) {
                thread = try Thread.start(name: "watch \(index)") { [self] in
                    watch(index)
                    busyCount.subtract(1, ordering: .relaxed)
                }
            } catch {
                isOver.store(true, ordering: .relaxed)
                throw error
            }
            thread.detach()
        }
    }

    /// What is known now.
    public var state: WatchState {
        let now = MonotonicClock.now
        let hosts = hosts.withLock { hosts in
            hosts.compactMap { $0.state(at: now, patience: pause + .seconds(3)) }
        }
        return WatchState(seconds: WallTime.now.seconds, hosts: hosts)
    }

    /// Waits until all hosts have told their rates, or why they can't, for no longer than that.
    public func settle(within patience: Duration) {
        wait(patience) { hosts.withLock { hosts in hosts.allSatisfy(\.isSettled) } }
    }

    /// Ends the looking; answers whether no host keeps a thread waiting.
    public func end() -> Bool {
        isOver.store(true, ordering: .relaxed)
        wait(.seconds(1)) { busyCount.load(ordering: .relaxed) == 0 }
        return busyCount.load(ordering: .relaxed) == 0
    }

    private func watch(_ index: Int) {
        while !isOver.load(ordering: .relaxed) {
            let next = MonotonicClock.now + pause
            look(index)
            wait(next - MonotonicClock.now) { isOver.load(ordering: .relaxed) }
        }
    }

    private func look(_ index: Int) {
        let question = hosts.withLock { $0[index].question }
        do {
            let replies = try engine.ask(try question.requests(), on: question.target.host)
            let answer = question.answer(replies)
            hosts.withLock { $0[index].record(answer, at: MonotonicClock.now) }
        } catch {
            let why = Self.reason(error)
            let line = why.split(whereSeparator: \.isNewline).first.map(String.init) ?? why
            hosts.withLock { $0[index].recordSilence(line) }
        }
    }

    /// Why a host could not be asked, without its name.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case ConnectionProblem.failure(let failure): "\(failure.reason)"
        case let failure as ModuleFailure: failure.message
        default: "\(error)"
        }
    }

    private func wait(_ patience: Duration, until holds: () -> Bool) {
        let end = MonotonicClock.now + patience
        while !holds(), MonotonicClock.now < end {
            MonotonicClock.sleep(for: min(.milliseconds(50), end - MonotonicClock.now))
        }
    }
}

internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration
internal import Synchronization

/// Renders statistics pages on a thread of its own: a page of hundreds of servers takes longer than
/// traffic may wait.
///
/// Whoever waits for the same page at the same time gets the same bytes, so that many who look at it
/// cost little more than one.
final class PageRendering: Sendable {
    private let orders: Mailbox<PageOrder>

    init() throws(SystemError) {
        orders = try Mailbox()
    }

    /// Leaves an order; the worker gets the page as a message.
    func submit(_ order: PageOrder) {
        orders.post(order)
    }

    /// Starts the thread, which lasts as long as the process.
    func start(_ runtime: ProxyRuntime) throws(SystemError) {
        _ = try Thread.start(name: "statistics") { [self] in
            while true {
                var entries = [PollEntry(orders.descriptor, .readable)]
                _ = try? poll(&entries, timeout: nil)
                carryOut(orders.takeAll(), runtime)
            }
        }
    }

    private func carryOut(_ orders: [PageOrder], _ runtime: ProxyRuntime) {
        guard let render = runtime.statsPageRenderer else { return }
        var rendered: [(request: StatsPageRequest, page: StatsPageResponse)] = []
        for order in orders where !order.isCancelled {
            let known = rendered.first { $0.request == order.request }
            let page = known?.page ?? render(order.request, runtime)
            if known == nil { rendered.append((order.request, page)) }
            runtime.answer(order, with: page)
        }
    }
}

/// A page that a stream of a worker waits for.
public final class PageOrder: Sendable {
    /// What was asked for.
    public let request: StatsPageRequest
    let worker: Int
    let stream: SlotToken
    private let cancelled = Atomic<Bool>(false)

    init(_ request: StatsPageRequest, worker: Int, stream: SlotToken) {
        self.request = request
        self.worker = worker
        self.stream = stream
    }

    /// Whether nobody waits for it any more.
    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// The stream that waited for it is gone.
    func cancel() {
        cancelled.store(true, ordering: .relaxed)
    }
}

extension ProxyRuntime {
    /// Gives the stream that waits for a page what it gets.
    public func answer(_ order: PageOrder, with page: StatsPageResponse) {
        workers[order.worker].post(.page(order.stream, page))
    }
}

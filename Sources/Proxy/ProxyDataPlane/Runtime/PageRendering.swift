internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration

/// Renders statistics pages on a thread of its own: a page of hundreds of servers takes longer than
/// traffic may wait.
final class PageRendering: Sendable {
    /// A page that a session of a worker waits for.
    struct Order: Sendable {
        let request: StatsPageRequest
        let worker: Int
        let session: SlotToken
    }

    private let orders: Mailbox<Order>

    init() throws(SystemError) {
        orders = try Mailbox()
    }

    /// Leaves an order; the worker gets the page as a message.
    func submit(_ order: Order) {
        orders.post(order)
    }

    /// Starts the thread, which lasts as long as the process.
    func start(_ runtime: ProxyRuntime) throws(SystemError) {
        _ = try Thread.start(name: "statistics") { [self] in
            while true {
                var entries = [PollEntry(orders.descriptor, .readable)]
                _ = try? poll(&entries, timeout: nil)
                for order in orders.takeAll() {
                    guard let render = runtime.statsPageRenderer else { continue }
                    let page = render(order.request, runtime)
                    runtime.workers[order.worker].post(.page(order.session, page))
                }
            }
        }
    }
}

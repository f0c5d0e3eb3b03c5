import Synchronization

/// What a blocking call gives, if it gives it in time: it runs in a thread of its own, which is left
/// to itself when it takes longer.
///
/// For calls of the C library that know no time limit, as `getaddrinfo`.
public func withinTime<Result: Sendable>(
    _ timeout: Duration,
    name: String,
    _ body: @escaping @Sendable () -> Result
) throws(SystemError) -> Result? {
    let call = try BoundedCall<Result>()
    let thread = try Thread.start(name: name) { call.finish(body()) }
    guard let result = call.wait(timeout) else {
        thread.detach()
        return nil
    }
    thread.join()
    return result
}

/// One call and its result; whoever lets go of it last gives the descriptor back.
private final class BoundedCall<Result: Sendable>: Sendable {
    private let result = Mutex<Result?>(nil)
    private let done: WakeUp

    init() throws(SystemError) {
        done = try WakeUp()
    }

    deinit { done.close() }

    func finish(_ value: Result) {
        result.withLock { $0 = value }
        done.signal()
    }

    func wait(_ timeout: Duration) -> Result? {
        var entries = [PollEntry(done.descriptor, .readable)]
        _ = try? poll(&entries, timeout: timeout)
        return result.withLock { $0 }
    }
}

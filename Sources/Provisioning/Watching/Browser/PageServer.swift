public import LinuxSystem
internal import Synchronization

/// Serves one document to browsers of this machine.
///
/// A thread for each connection, a few at once, each with little time.
public final class PageServer: Sendable {
    /// The most connections at once; those past them are refused.
    static let connectionLimit = 8

    private let listener: FileDescriptor
    private let document: @Sendable () -> String
    private let requestTime: Duration
    private let count = Atomic<Int>(0)

    /// Listens; the document is made for each request that is let in.
    public convenience init(
        on address: LoopbackAddress,
        _ document: @escaping @Sendable () -> String
    ) throws(SystemError) {
        try self.init(on: address, requestTime: .seconds(5), document)
    }

    init(
        on address: LoopbackAddress,
        requestTime: Duration,
        _ document: @escaping @Sendable () -> String
    ) throws(SystemError) {
        listener = try .listening(on: address.socket, backlog: 16)
        self.requestTime = requestTime
        self.document = document
    }

    deinit { listener.close() }

    /// Where the page is, with the port that the kernel chose where none was named.
    public var address: String {
        listener.localAddress().map { "http://\($0)/" } ?? ""
    }

    /// Serves until that descriptor becomes readable.
    public func serve(until end: FileDescriptor) throws(SystemError) {
        while true {
            var entries = [PollEntry(end, .readable), PollEntry(listener, .readable)]
            try poll(&entries, timeout: nil)
            if !entries[0].ready.isEmpty { return }
            do throws(SystemError) {
                if let (socket, _) = try listener.accept() { begin(socket) }
            } catch {
                // No descriptors or no memory for now: a browser asks again.
                MonotonicClock.sleep(for: .milliseconds(100))
            }
        }
    }

    /// Answers a connection in a thread of its own, or refuses it.
    private func begin(_ socket: FileDescriptor) {
        let (before, _) = count.add(1, ordering: .relaxed)
        let thread =
            before < Self.connectionLimit
            ? try? Thread.start(name: "page") { [self] in
                PageConnection(socket, requestTime: requestTime).answer(document)
                end(socket)
            } : nil
        if let thread { return thread.detach() }
        let bytes = PageAnswer.tooMany.serialized()
        _ = bytes.withUnsafeBytes { socket.send($0) }
        end(socket)
    }

    private func end(_ socket: FileDescriptor) {
        socket.close()
        count.subtract(1, ordering: .relaxed)
    }
}

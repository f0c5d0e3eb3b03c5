internal import CLinux
internal import Glibc

/// A thread of the kernel's that runs one closure.
///
/// The C function is `pthread_create`.
public struct Thread: @unchecked Sendable {
    // Checked by hand: the handle is a number that any thread may join with, once.
    private let handle: pthread_t

    /// Starts a thread; the name shows in `top -H`, up to 15 bytes of it.
    public static func start(
        name: String,
        _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) -> Thread {
        let work = Unmanaged.passRetained(ThreadWork(name: name, body: body))
        var handle = pthread_t()
        let failure = pthread_create(
            &handle,
            nil,
            { raw in
                guard let raw else { return nil }
                let work = Unmanaged<ThreadWork>.fromOpaque(raw).takeRetainedValue()
                clinux_name_thread(String(work.name.prefix(15)))
                work.body()
                return nil
            },
            work.toOpaque()
        )
        if failure != 0 {
            work.release()
            throw SystemError(Errno(rawValue: failure), call: "pthread_create", subject: name)
        }
        return Thread(handle: handle)
    }

    /// Waits until the thread has ended.
    ///
    /// The C function is `pthread_join`.
    public func join() {
        pthread_join(handle, nil)
    }

    /// Leaves the thread to itself; it is not joined.
    ///
    /// The C function is `pthread_detach`.
    public func detach() {
        pthread_detach(handle)
    }
}

private final class ThreadWork: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

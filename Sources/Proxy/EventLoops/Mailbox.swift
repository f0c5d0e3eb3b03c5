public import LinuxSystem
internal import Synchronization

/// Messages from other threads to a loop, with the descriptor that wakes it.
public final class Mailbox<Message: Sendable>: Sendable {
    private let messages = Mutex<[Message]>([])
    private let wakeUp: WakeUp

    /// Makes an empty mailbox.
    public init() throws(SystemError) {
        wakeUp = try WakeUp()
    }

    deinit {
        wakeUp.close()
    }

    /// What the loop polls for reading.
    public var descriptor: FileDescriptor { wakeUp.descriptor }

    /// Puts a message in; from any thread.
    public func post(_ message: Message) {
        let wasEmpty = messages.withLock { messages in
            messages.append(message)
            return messages.count == 1
        }
        if wasEmpty { wakeUp.signal() }
    }

    /// Takes all messages out; on the loop's thread.
    public func takeAll() -> [Message] {
        wakeUp.drain()
        return messages.withLock { messages in
            let taken = messages
            messages = []
            return taken
        }
    }
}

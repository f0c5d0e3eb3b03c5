/// The kernel's bits of readiness.
enum Ready {
    static let readable: UInt32 = 0x001
    static let writable: UInt32 = 0x004
    static let error: UInt32 = 0x008
    static let hangUp: UInt32 = 0x010
    static let peerClosed: UInt32 = 0x2000
    static let edge: UInt32 = 1 << 31
    /// What is told whether or not somebody asks.
    static let always = error | hangUp
}

/// Something that a descriptor stands for and a poller can watch.
class Watched {
    fileprivate(set) var registrations: [Registration] = []

    /// What it is ready for now.
    var readiness: UInt32 { 0 }

    /// Tells pollers that something has changed.
    final func announce() {
        for registration in registrations where registration.mask != 0 {
            registration.poller.enqueue(registration)
        }
    }

    /// Is let go of by its last descriptor.
    func close() {
        for registration in registrations { registration.poller.forget(registration) }
        registrations = []
    }
}

/// A descriptor that a poller watches.
final class Registration {
    unowned let poller: SimulatedPoller
    unowned let watched: Watched
    let descriptor: Int32
    var events: UInt32
    var token: UInt64
    fileprivate(set) var isQueued = false

    init(_ poller: SimulatedPoller, _ watched: Watched, _ descriptor: Int32) {
        self.poller = poller
        self.watched = watched
        self.descriptor = descriptor
        events = 0
        token = 0
    }

    var mask: UInt32 { watched.readiness & (events | Ready.always) }
}

/// An epoll instance: edges are told once, levels as long as they last.
final class SimulatedPoller: Watched {
    private unowned let kernel: SimulatedKernel
    private var watched: [Int32: Registration] = [:]
    private var ready: [Registration] = []
    private var waiter: SimulatedThread?

    init(_ kernel: SimulatedKernel) {
        self.kernel = kernel
    }

    override func close() {
        for registration in watched.values {
            registration.watched.registrations.removeAll { $0 === registration }
        }
        watched = [:]
        ready = []
    }

    func registration(of descriptor: Int32) -> Registration? { watched[descriptor] }

    func add(_ target: Watched, _ descriptor: Int32) -> Registration {
        let registration = Registration(self, target, descriptor)
        watched[descriptor] = registration
        target.registrations.append(registration)
        return registration
    }

    func remove(_ registration: Registration) {
        registration.watched.registrations.removeAll { $0 === registration }
        forget(registration)
    }

    fileprivate func forget(_ registration: Registration) {
        watched[registration.descriptor] = nil
        ready.removeAll { $0 === registration }
    }

    func enqueue(_ registration: Registration) {
        if !registration.isQueued {
            registration.isQueued = true
            ready.append(registration)
        }
        waiter?.wakeIfWaiting()
    }

    /// Tells of something again that has been told of: every caller of the kernel's has to bear that.
    func raiseFalseAlarm() {
        let all = watched.values.sorted { $0.descriptor < $1.descriptor }
        guard !all.isEmpty else { return }
        let registration = kernel.random.pick(all)
        if registration.mask != 0 { enqueue(registration) }
    }

    /// What is ready, in an order that the seed decides, and not always all of it.
    func takeReady(atMost limit: Int) -> [(token: UInt64, events: UInt32)] {
        ready.shuffle(using: &kernel.random)
        var found: [(token: UInt64, events: UInt32)] = []
        var rest: [Registration] = []
        let limit = kernel.random.chance(100) ? 1 : limit
        for registration in ready {
            let mask = registration.mask
            guard mask != 0, found.count < limit else {
                registration.isQueued = mask != 0
                if mask != 0 { rest.append(registration) }
                continue
            }
            found.append((registration.token, mask))
            let isEdge = registration.events & Ready.edge != 0
            registration.isQueued = !isEdge
            if !isEdge { rest.append(registration) }
        }
        ready = rest
        return found
    }

    /// Waits for something to be ready; called on the thread that waits.
    func wait(_ thread: SimulatedThread, atMost nanoseconds: UInt64?) {
        waiter = thread
        thread.wait(atMost: nanoseconds)
        waiter = nil
    }
}

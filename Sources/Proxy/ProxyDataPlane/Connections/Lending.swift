internal import Cryptography
internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration
internal import Synchronization

/// What a thread asks another one for: an idle connection to a server.
struct LoanRequest: Sendable {
    let server: ServerRuntime
    let route: String?
    /// Whether only one will do that has served more than one request.
    let needsProof: Bool
    /// Who asks, and for which of its streams.
    let borrower: Int
    let stream: SlotToken
}

/// An idle connection on its way from one thread to another: between the two nobody else has it.
struct Loan: @unchecked Sendable {
    let transport: Transport
    let server: ServerRuntime
    let route: String?
    let addressNumber: Int
    let exchangeCount: Int
}

/// Idle connections that go from thread to thread.
///
/// A thread that uses no connection to a server, and has none that will do, asks one that has idle
/// ones, before it makes its own: where little happens, one connection serves all threads. Where much
/// does, each thread keeps to its own, since asking costs more than it saves.
extension Worker {
    /// How long another thread has to answer, in milliseconds.
    private static let patienceWithLenders: Int64 = 100

    /// Asks another thread for an idle connection; true when the stream waits for the answer.
    func borrows(_ stream: Stream, from server: ServerRuntime) -> Bool {
        guard runtime.threadCount > 1, stream.retries.count == 0, !stream.isTCP,
            generation.configuration.global.sharesIdleConnections,
            let reuse = stream.backend?.settings.connectionReuse, reuse != .never,
            reuse != .safe || !stream.isFirst,
            server.counters[index].sessions.current <= 1,
            let lender = server.cell.lenders.one(butOf: index), lender < runtime.workers.count
        else { return false }
        let request = LoanRequest(
            server: server,
            route: server.hasFixedRoute ? nil : route(stream, to: server),
            needsProof: reuse == .aggressive && stream.isFirst,
            borrower: index,
            stream: stream.token
        )
        stream.phase = .borrowing(server)
        stream.serverDeadline = now + Self.patienceWithLenders
        arm(stream.client)
        runtime.workers[lender].post(.borrow(request))
        return true
    }

    /// Gives an idle connection away, if there is one that will do.
    func lend(_ request: LoanRequest) {
        let found = idle.take(of: request.server) { connection in
            guard case .h1 = connection.codec, connection.output == nil,
                !connection.transport.peerClosed, !connection.transport.isBroken
            else { return false }
            if request.needsProof && connection.exchangeCount < 2 { return false }
            return connection.route == request.route
        }
        let loan = found.map { connection in
            poller.remove(connection.transport.socket)
            release(connection.slot)
            // Tickets come at any time, and what keeps them is this thread's alone.
            connection.transport.tls?.stopKeepingSessions()
            return Loan(
                transport: connection.transport,
                server: connection.server,
                route: connection.route,
                addressNumber: connection.addressNumber,
                exchangeCount: connection.exchangeCount
            )
        }
        runtime.workers[request.borrower].post(.lend(request.stream, loan))
    }

    /// Takes what another thread has answered.
    func take(_ loan: Loan?, for token: SlotToken) {
        guard let stream = streams[token], case .borrowing(let server) = stream.phase else {
            // Nobody waits for it any more.
            loan?.transport.socket.close()
            return
        }
        drive(stream) {
            guard let connection = loan.flatMap({ adopt($0, for: stream, server) }) else {
                return openConnection(stream, to: server)
            }
            connected(stream, connection)
        }
    }

    /// The connection of a loan as one of this thread; nil when it is of no use.
    private func adopt(
        _ loan: Loan,
        for stream: Stream,
        _ server: ServerRuntime
    ) -> ServerConnection? {
        let isUseful =
            loan.server === server && loan.addressNumber == server.addressNumber.current
        guard isUseful, let place = slots.take() else {
            loan.transport.socket.close()
            return nil
        }
        do throws(SystemError) {
            try poller.add(
                loan.transport.socket,
                for: [.readable, .writable, .peerClosed],
                edgeTriggered: true,
                token: place.token.rawValue
            )
        } catch {
            slots.release(place.slot)
            loan.transport.socket.close()
            return nil
        }
        let connection = ServerConnection(
            transport: loan.transport,
            place: place,
            server: server,
            stream: stream,
            route: loan.route,
            addressNumber: loan.addressNumber
        )
        connection.exchangeCount = loan.exchangeCount
        connection.isEstablished = true
        // What another client's exchange has left behind is nobody's answer.
        connection.mayHaveLeftovers = true
        enter(.server(connection), at: place.slot)
        return connection
    }
}

/// Which threads have idle connections to a server: a bit each.
struct LenderSet: ~Copyable, Sendable {
    private let bits = Atomic<UInt64>(0)

    /// Notes whether a thread has some.
    func note(_ index: Int, _ has: Bool) {
        guard index < UInt64.bitWidth else { return }
        let bit = UInt64(1) << UInt64(index)
        if has {
            bits.bitwiseOr(bit, ordering: .relaxed)
        } else {
            bits.bitwiseAnd(~bit, ordering: .relaxed)
        }
    }

    /// A thread that has some, other than that one.
    func one(butOf index: Int) -> Int? {
        var bits = bits.load(ordering: .relaxed)
        if index < UInt64.bitWidth { bits &= ~(UInt64(1) << UInt64(index)) }
        return bits == 0 ? nil : bits.trailingZeroBitCount
    }
}

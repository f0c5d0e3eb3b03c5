internal import HealthChecking
public import LinuxSystem
internal import ProxyConfiguration
internal import Synchronization

/// How an operator has changed something, in the words of the log.
public enum OperatorMeans: String, Sendable {
    /// On a stats socket.
    case socket = "changed from CLI"
    /// On the statistics page.
    case page = "changed from Web interface"
}

extension ProxyRuntime {
    /// Does what an operator wants of a server: `set server B/S state ready|drain|maint`.
    ///
    /// One whose name leads nowhere gets ready only when it leads somewhere.
    public func setAdmin(_ state: AdminState, of server: ServerRuntime, in backend: BackendRuntime)
    {
        if server.lacksAddress {
            guard state == .maintenance else { return }
            return server.cell.isUnresolved.store(false, ordering: .relaxed)
        }
        setAdmin(state, of: server, in: backend, news: nil)
    }

    /// Changes what is wanted of a server, which is told as an order unless `news` says otherwise.
    func setAdmin(
        _ state: AdminState,
        of server: ServerRuntime,
        in backend: BackendRuntime,
        news: (() -> ServerNews)?
    ) {
        guard server.ownAdmin != state else { return }
        let own = server.ownAdmin
        changeAdmin(of: server, in: backend) {
            server.cell.setOwnAdmin(state)
        } news: { before in
            if let news { return news() }
            guard before.admin == server.admin else {
                return .ordered(server, in: backend, since: before)
            }
            return .inheritedRemains(server, in: backend, after: own)
        }
    }

    /// Changes what a server inherits from the one that it tracks.
    private func setInheritedAdmin(
        _ state: AdminState,
        of server: ServerRuntime,
        in backend: BackendRuntime
    ) {
        guard server.inheritedAdmin != state else { return }
        changeAdmin(of: server, in: backend) {
            server.cell.setInheritedAdmin(state)
        } news: { before in
            guard before.admin == server.admin else {
                return .inherited(server, in: backend, since: before)
            }
            return server.admin == .maintenance && state != .maintenance
                ? .remainsInMaintenance : nil
        }
    }

    /// Does what follows from a change of what is wanted of a server, if anything does.
    private func changeAdmin(
        of server: ServerRuntime,
        in backend: BackendRuntime,
        _ change: () -> Void,
        news: (ServerStanding) -> ServerNews?
    ) {
        let before = ServerStanding(server, in: backend)
        change()
        guard before.admin != server.admin else {
            if let news = news(before) { tell(news, of: server, in: backend) }
            return
        }
        if before.admin == .maintenance { leaveMaintenance(server, in: backend) }
        settle(server, in: backend, since: before) {
            news(before) ?? .ordered(server, in: backend, since: before)
        }
        if server.admin == .maintenance { serverWentAway(server, in: backend) }
        if before.admin == .maintenance { relieveBackups(by: server, in: backend) }
        for (tracker, owner) in generation.trackers(of: server, in: backend) {
            setInheritedAdmin(server.admin, of: tracker, in: owner)
        }
    }

    /// Sets the weight of a server: `set server B/S weight`.
    public func setWeight(_ weight: Int, of server: ServerRuntime, in backend: BackendRuntime) {
        let before = ServerStanding(server, in: backend)
        server.cell.weight.store(weight, ordering: .relaxed)
        backend.cell.refresh(server)
        remindOfDrain(server, in: backend)
        noteServers(of: backend, since: before)
    }

    /// Sets the health of a server as if its probes had said so: `set server B/S health`.
    public func setHealth(
        _ verdict: CheckVerdict,
        of server: ServerRuntime,
        in backend: BackendRuntime,
        by means: OperatorMeans = .socket
    ) {
        if let thresholds = server.settings.check?.thresholds {
            // It counts as if the probes had said so again and again.
            let health = verdict == .down ? 0 : thresholds.rise + thresholds.fall - 1
            server.cell.details.withLock { $0.lastCheck.health = health }
        }
        setHealth(verdict, of: server, in: backend, because: means.rawValue)
    }

    /// Sets the health of a server for a reason that is told.
    func setHealth(
        _ verdict: CheckVerdict,
        of server: ServerRuntime,
        in backend: BackendRuntime,
        because reason: String
    ) {
        guard server.check != verdict else { return }
        let before = ServerStanding(server, in: backend)
        let wasUp = server.check != .down
        let wasRunning = wasUp && server.check != .stopping
        server.cell.verdict.store(verdict, ordering: .relaxed)
        let isRunning = verdict == .up || verdict == .unchecked
        if isRunning && !wasRunning { restartSlowly(server, in: backend) }
        if verdict == .down { server.timesDown.add() }
        settle(server, in: backend, since: before) {
            .found(verdict, server, in: backend, since: before, because: reason)
        }
        if verdict == .down { serverWentAway(server, in: backend) }
        if isRunning && !wasRunning { relieveBackups(by: server, in: backend) }
        for (tracker, owner) in generation.trackers(of: server, in: backend)
        where tracker.admin != .maintenance {
            setHealth(
                verdict == .unchecked ? .up : verdict,
                of: tracker,
                in: owner,
                because: ""
            )
        }
    }

    /// Sets where a server is, as `set server B/S addr` does.
    ///
    /// Idle connections to the old place are closed.
    public func setAddress(
        _ address: SocketAddress,
        of server: ServerRuntime,
        in backend: BackendRuntime
    ) {
        server.cell.details.withLock { $0.address = address }
        server.addressNumber.add()
        for worker in workers { worker.post(.dropIdleConnections(server)) }
        onServerChange?(backend, server)
    }

    /// Turns TLS towards a server on or off: `set server B/S ssl`.
    ///
    /// Idle connections are closed.
    public func setEncryption(_ isOn: Bool, of server: ServerRuntime) {
        let choice: EncryptionChoice = isOn ? .on : .off
        guard server.cell.encryption.exchange(choice, ordering: .relaxed) != choice else { return }
        server.addressNumber.add()
        for worker in workers { worker.post(.dropIdleConnections(server)) }
    }

    /// Has a server probed, or not probed any more: `enable health` and `disable health`.
    ///
    /// One that nobody probes counts as before.
    public func probe(_ server: ServerRuntime, _ isProbed: Bool) {
        server.cell.areProbesEnabled.store(isProbed, ordering: .relaxed)
    }

    /// Sets where a server is probed: `set server B/S check-addr` and `check-port`.
    public func setCheckAddress(_ address: SocketAddress?, port: Int?, of server: ServerRuntime) {
        server.cell.details.withLock { details in
            if let address { details.ownCheckAddress = address }
            if let port { details.checkPort = port }
        }
    }

    /// Records how a probe ended.
    func record(_ check: LastCheck, of server: ServerRuntime) {
        server.cell.details.withLock { $0.lastCheck = check }
    }

    /// What probes have found of a server does not count any more: an operator has said that it is down.
    func forgetChecks(of server: ServerRuntime) {
        server.cell.details.withLock { $0.lastCheck.health = 0 }
    }

    /// Cuts all streams of a server: `shutdown sessions server B/S`.
    public func shutDownSessions(of server: ServerRuntime) {
        cutStreams(of: server, .killed)
    }

    private func cutStreams(of server: ServerRuntime, _ cause: CutCause) {
        for worker in workers { worker.post(.cutStreams(server, cause)) }
    }

    /// `on-marked-up shutdown-backup-sessions`: what the backups do in the place of a server that is
    /// there now ends.
    private func relieveBackups(by server: ServerRuntime, in backend: BackendRuntime) {
        guard server.settings.cutsBackupsWhenUp, !server.settings.isBackup, server.userWeight > 0
        else { return }
        for backup in backend.servers where backup.settings.isBackup {
            cutStreams(of: backup, .serverUp)
        }
    }

    /// Gives a server that starts slowly its share of its weight.
    func growWeight(of server: ServerRuntime, in backend: BackendRuntime, sixteenths: Int) {
        server.cell.slowStartSixteenths.store(sixteenths, ordering: .relaxed)
        backend.cell.refresh(server)
        wakeWaiting(for: server, in: backend)
    }

    /// A server comes out of maintenance as one that is up, whatever its probes said before; one
    /// failure takes it down again.
    private func leaveMaintenance(_ server: ServerRuntime, in backend: BackendRuntime) {
        if server.agent?.keepsDown == true {
            return server.cell.verdict.store(.down, ordering: .relaxed)
        }
        if let tracked = generation.tracked(by: server, in: backend) {
            let verdict = tracked.check == .unchecked ? .up : tracked.check
            server.cell.verdict.store(verdict, ordering: .relaxed)
        } else if let check = server.settings.check {
            server.cell.verdict.store(.up, ordering: .relaxed)
            server.cell.details.withLock { $0.lastCheck.health = check.thresholds.rise }
        } else {
            server.cell.verdict.store(.unchecked, ordering: .relaxed)
        }
        restartSlowly(server, in: backend)
    }

    /// `slowstart`: the server begins with a sixteenth of its weight.
    private func restartSlowly(_ server: ServerRuntime, in backend: BackendRuntime) {
        guard server.settings.slowStart != nil else { return }
        server.cell.slowStartSixteenths.store(1, ordering: .relaxed)
        onSlowStart?(
            SlowStartBeginning(
                server: server,
                backendName: backend.name,
                instant: MonotonicClock.now,
                number: server.cell.slowStartNumber.wrappingAdd(1, ordering: .relaxed).newValue
            )
        )
    }

    /// Does what follows from a server's new state, and tells of it: first of the server, then of a
    /// backend that it leaves without any.
    private func settle(
        _ server: ServerRuntime,
        in backend: BackendRuntime,
        since before: ServerStanding,
        news: () -> ServerNews
    ) {
        let now = Int(WallTime.now.seconds)
        if before.isUsable != server.acceptsNewStreams {
            if !before.isUsable { server.downSeconds.add(now - server.lastChange.current) }
            server.lastChange.set(now)
        }
        backend.cell.refresh(server)
        onServerChange?(backend, server)
        tell(news(), of: server, in: backend)
        if before.admin != .ready { remindOfDrain(server, in: backend) }
        noteServers(of: backend, since: before)
        if server.acceptsNewStreams { wakeWaiting(for: server, in: backend) }
    }

    private func tell(_ news: ServerNews, of server: ServerRuntime, in backend: BackendRuntime) {
        let prefix = server.settings.isBackup ? "Backup Server" : "Server"
        logs.send(
            "\(prefix) \(backend.name)/\(server.settings.name)\(news.separator)\(news.text).",
            level: news.level,
            to: backend.settings
        )
    }

    /// As HAProxy does after every change to a server that is in drain mode and stays there.
    private func remindOfDrain(_ server: ServerRuntime, in backend: BackendRuntime) {
        guard server.admin == .drain else { return }
        let isOwn = server.ownAdmin == .drain
        tell(
            isOwn ? .remainsInDrain : .leavesForcedDrain(server, in: backend),
            of: server,
            in: backend
        )
    }

    private func noteServers(of backend: BackendRuntime, since before: ServerStanding) {
        let hasServers = backend.usableServers + backend.usableBackups > 0
        guard before.backendHadServers != hasServers else { return }
        backend.lastChange.set(Int(WallTime.now.seconds))
        if hasServers { return }
        backend.timesDown.add()
        let kind = backend.settings.kind == .listen ? "proxy" : "backend"
        logs.send(
            "\(kind) \(backend.name) has no server available!",
            level: .emerg,
            to: backend.settings
        )
    }

    private func serverWentAway(_ server: ServerRuntime, in backend: BackendRuntime) {
        for worker in workers { worker.post(.dropIdleConnections(server)) }
        if server.settings.onMarkedDown == .shutdownSessions {
            cutStreams(of: server, .serverDown)
        }
        strand(backend.cell.removeAll(waitingFor: server))
    }
}

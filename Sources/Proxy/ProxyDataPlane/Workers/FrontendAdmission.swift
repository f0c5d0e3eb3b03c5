internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration

/// Frontends that take no clients for a while, or none any more.
extension ProxyServer {
    /// Does to the listening sockets what an operator wants of a frontend.
    func followAdmission(of frontend: FrontendRuntime) {
        let addresses = frontend.settings.binds.map(\.address)
        switch frontend.admission {
        case .open:
            listenAgain(frontend)
            for worker in runtime.workers { worker.post(.admissionChanged) }
        case .paused:
            for worker in runtime.workers { worker.post(.admissionChanged) }
            runtime.afterAllWorkers(on: loop) { [box = LoopBound(self)] in
                guard frontend.admission == .paused else { return }
                box.object?.turnClientsAway(addresses)
            }
        case .shut:
            stopListening(addresses)
            publish(runtime.generation)
        }
    }
}

internal import LinuxSystem

/// What has come from a host so far.
struct WatchedHost: Sendable {
    let target: WatchTarget
    /// Whether it may be left out when it has no proxy.
    let isOptional: Bool
    private var looks: [(look: BalancerLook, moment: MonotonicInstant)] = []
    private var lastAnswer: MonotonicInstant?
    private var problem: Problem?

    /// Why there is nothing to show.
    private enum Problem: Sendable {
        case noProxy(String)
        case silent(String)
    }

    init(_ target: WatchTarget, isOptional: Bool) {
        self.target = target
        self.isOptional = isOptional
    }

    /// The proxies to ask next: that which answered, or all.
    var question: BalancerQuestion {
        let known = looks.last.map { [$0.look.proxy] }
        return BalancerQuestion(target: target, proxies: known ?? target.proxies)
    }

    /// Whether further looks would not tell more: its rates are known, or why there are none.
    var isSettled: Bool { looks.count > 1 || problem != nil }

    mutating func record(_ answer: BalancerQuestion.Answer, at moment: MonotonicInstant) {
        lastAnswer = moment
        switch answer {
        case .look(let look):
            problem = nil
            looks = looks.suffix(1) + [(look, moment)]
        case .noProxy(let why):
            problem = .noProxy(why)
            looks = []
        }
    }

    mutating func recordSilence(_ why: String) {
        problem = .silent(why)
    }

    /// The host at a moment: after `patience` without an answer it is silent; nil when it is left out.
    func state(at moment: MonotonicInstant, patience: Duration) -> WatchState.Host? {
        WatchState.Host(
            name: target.host,
            addresses: target.addresses,
            hasCertificate: target.certificate != nil,
            knowledge: .asked
        ).with(knowledge(at: moment, patience: patience))
    }

    private func knowledge(
        at moment: MonotonicInstant,
        patience: Duration
    ) -> WatchState.Host.Knowledge? {
        let seconds = lastAnswer.map { Int((moment - $0).components.seconds) }
        switch problem {
        case .noProxy(let why)?: return isOptional ? nil : .noProxy(why)
        case .silent(let why)?: return .silent(why, seconds: seconds)
        case nil: break
        }
        guard let last = looks.last, let lastAnswer else { return .asked }
        if moment - lastAnswer > patience { return .silent("no reply", seconds: seconds) }
        let earlier = looks.count > 1 ? looks.first : nil
        let duration = earlier.map { last.moment - $0.moment } ?? .zero
        return .balancer(BalancerState(last.look, after: earlier?.look, in: duration))
    }
}

extension WatchState.Host {
    fileprivate func with(_ knowledge: Knowledge?) -> WatchState.Host? {
        guard let knowledge else { return nil }
        var host = self
        host.knowledge = knowledge
        return host
    }
}

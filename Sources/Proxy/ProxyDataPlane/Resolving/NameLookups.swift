internal import DNSMessages
internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration

/// Looks the names of servers up while the proxy runs, from the control loop.
///
/// What is asked of one section for one name is asked once, for all servers that want it the same way.
final class NameLookups {
    private let runtime: ProxyRuntime
    private let loop: EventLoop
    private var sections: [ResolverSection] = []

    init(runtime: ProxyRuntime, loop: EventLoop) {
        self.runtime = runtime
        self.loop = loop
    }

    /// Looks up what this generation's servers want from now on; sections that did not change go on.
    func follow(_ generation: Generation) {
        var kept: [ResolverSection] = []
        for settings in generation.configuration.resolvers {
            let old = sections.first { $0.settings == settings }
            kept.append(old ?? ResolverSection(settings, runtime: runtime, loop: loop))
        }
        for section in sections where !kept.contains(where: { $0 === section }) { section.stop() }
        sections = kept
        for section in sections { section.follow(generation) }
        runtime.resolversReports = sections.map {
            ResolversReport(name: $0.settings.name, servers: $0.statistics)
        }
    }

    /// Looks nothing up any more.
    func stop() {
        for section in sections { section.stop() }
        sections = []
    }
}

/// A `resolvers` section at work.
private final class ResolverSection {
    /// What is asked for, and who wants it.
    final class Lookup {
        let name: DNSName
        let kinds: [DNSRecordKind]
        var wanted: [(backend: BackendRuntime, server: ServerRuntime)] = []
        var inquiry: NameInquiry?
        var timer: EventLoop.Handle?
        var lastSuccess: MonotonicInstant?

        init(_ name: DNSName, _ kinds: [DNSRecordKind]) {
            self.name = name
            self.kinds = kinds
        }
    }

    private struct Key: Hashable {
        var name: DNSName
        var kinds: [DNSRecordKind]
    }

    let settings: ResolversSettings
    private let runtime: ProxyRuntime
    private let loop: EventLoop
    private var channels: [NameServerChannel] = []
    private var lookups: [Key: Lookup] = [:]

    init(_ settings: ResolversSettings, runtime: ProxyRuntime, loop: EventLoop) {
        self.settings = settings
        self.runtime = runtime
        self.loop = loop
        channels = settings.servers.map { server in
            NameServerChannel(server, payloadSize: settings.payloadSize, loop: loop) {
                [weak self] channel, bytes in
                self?.take(bytes, from: channel)
            }
        }
    }

    var statistics: [NameServerStatistics] { channels.map(\.statistics) }

    func follow(_ generation: Generation) {
        let old = lookups
        lookups = [:]
        for backend in generation.backends where !backend.settings.isDisabled {
            for server in backend.servers {
                guard let resolution = server.settings.resolution,
                    resolution.resolvers == settings.name,
                    let (text, family) = server.hostName,
                    let name = DNSName(text)
                else { continue }
                let key = Key(name: name, kinds: resolution.kinds(family))
                let lookup = lookups[key] ?? old[key] ?? Lookup(name, key.kinds)
                if lookups[key] == nil { lookup.wanted = [] }
                lookup.wanted.append((backend, server))
                lookups[key] = lookup
            }
        }
        for (key, lookup) in old where lookups[key] == nil { end(lookup) }
        for (key, lookup) in lookups where old[key] == nil { begin(lookup) }
    }

    func stop() {
        for lookup in lookups.values { end(lookup) }
        lookups = [:]
        for channel in channels { channel.close() }
        channels = []
    }

    private func end(_ lookup: Lookup) {
        if let timer = lookup.timer { loop.cancel(timer) }
        lookup.timer = nil
        lookup.inquiry = nil
    }

    private func begin(_ lookup: Lookup) {
        guard !channels.isEmpty else { return }
        var inquiry = NameInquiry(
            lookup.name,
            kinds: lookup.kinds,
            serverCount: channels.count,
            attempts: settings.attempts
        )
        let step = inquiry.start(number: freshNumber())
        lookup.inquiry = inquiry
        carryOut(step, lookup, by: nil)
    }

    /// A number that no question has that is asked now, hard to guess.
    private func freshNumber() -> UInt16 {
        while true {
            let bytes = (try? randomBytes(count: 2)) ?? [UInt8.random(in: 0...255), 0]
            let number = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
            if !lookups.values.contains(where: { $0.inquiry?.query.number == number }) {
                return number
            }
        }
    }

    private func carryOut(
        _ step: NameInquiry.Step,
        _ lookup: Lookup,
        by channel: NameServerChannel?
    ) {
        switch step {
        case .wait: break
        case .ask(let query):
            let message = query.message(payloadSize: UInt16(clamping: settings.payloadSize))
            schedule(lookup, after: settings.retryInterval) { $0.timedOut($1) }
            for channel in channels { channel.send(message, within: settings.retryInterval) }
        case .finish(let outcome):
            lookup.inquiry = nil
            schedule(lookup, after: settings.interval) { $0.begin($1) }
            apply(outcome, lookup, by: channel)
        }
    }

    private func schedule(
        _ lookup: Lookup,
        after delay: Duration,
        _ action: @escaping (ResolverSection, Lookup) -> Void
    ) {
        if let timer = lookup.timer { loop.cancel(timer) }
        lookup.timer = loop.schedule(after: delay) { [weak self, weak lookup] in
            guard let self, let lookup else { return }
            lookup.timer = nil
            action(self, lookup)
        }
    }

    private func timedOut(_ lookup: Lookup) {
        // Taken before, as it looks at what the inquiry asks now.
        let number = freshNumber()
        guard let step = lookup.inquiry?.timedOut(number: number) else { return }
        if case .finish(.timedOut) = step {
            for channel in channels { channel.statistics.timeouts.add() }
        }
        carryOut(step, lookup, by: nil)
    }

    private func take(_ bytes: UnsafeRawBufferPointer, from channel: NameServerChannel) {
        guard bytes.count >= 2 else {
            channel.statistics.invalid.add()
            return
        }
        let number = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
        let found = lookups.values.first { $0.inquiry?.query.number == number }
        guard let lookup = found, let query = lookup.inquiry?.query else {
            channel.statistics.outdated.add()
            return
        }
        do throws(DNSFault) {
            let answer = try DNSAnswer(bytes, to: query)
            channel.statistics.count(answer)
            if answer == .truncated, !channel.settings.usesConnections {
                let message = query.message(payloadSize: UInt16(clamping: settings.payloadSize))
                return channel.ask(message, within: settings.retryInterval)
            }
            let number = freshNumber()
            let step = lookup.inquiry?.answered(answer, number: number)
            if let step { carryOut(step, lookup, by: channel) }
        } catch {
            channel.statistics.invalid.add()
        }
    }

    private func apply(
        _ outcome: NameInquiry.Outcome,
        _ lookup: Lookup,
        by channel: NameServerChannel?
    ) {
        let now = MonotonicClock.now
        switch outcome {
        case .found(.addresses(let addresses)):
            lookup.lastSuccess = now
            let origin = channel.map { "\(settings.name)/\($0.settings.name)" } ?? settings.name
            let changes = runtime.resolve(lookup.wanted, to: addresses, by: origin)
            channel?.statistics.updates.add(changes)
        case .found, .failed, .timedOut:
            let (cause, patience) = settings.patience.failure(outcome)
            if let last = lookup.lastSuccess, now < last + patience { return }
            for (backend, server) in lookup.wanted {
                runtime.loseAddress(of: server, in: backend, because: cause)
            }
        }
    }
}

extension ServerResolution {
    /// What is asked of a server's name, in order.
    fileprivate func kinds(_ family: AddressFamily?) -> [DNSRecordKind] {
        switch family {
        case .v4?: [.address4]
        case .v6?: [.address6]
        case nil: prefersVersion6 ? [.address6, .address4] : [.address4, .address6]
        }
    }
}

extension ResolversSettings.Patience {
    /// HAProxy's word for a failure, and how long it is overlooked.
    fileprivate func failure(_ outcome: NameInquiry.Outcome) -> (cause: String, patience: Duration)
    {
        switch outcome {
        case .failed(.noSuchName): ("DNS NX status", noSuchName)
        case .failed(.refused): ("DNS refused status", refused)
        case .timedOut: ("DNS timeout status", timeout)
        case .failed, .found: ("unspecified DNS error", other)
        }
    }
}

extension NameServerStatistics {
    fileprivate func count(_ answer: DNSAnswer) {
        switch answer {
        case .addresses, .services: valid.add()
        case .none: empty.add()
        case .noSuchName: unknownNames.add()
        case .refused: refusals.add()
        case .failed: others.add()
        case .truncated: truncated.add()
        case .brokenAlias: aliasErrors.add()
        }
    }
}

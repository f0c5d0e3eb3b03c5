import DocumentValues
import HostConnections
import LinuxSystem
import PlaybookRunning

/// What the hosts of a drill have logged while it ran, brought onto the controller's clock.
///
/// Asked for after the drill, through the connections that it had.
struct HostJournals {
    private let engine: PlaybookEngine
    private let timeline: DrillTimeline
    private let hosts: [String]

    /// The most hosts that are asked.
    static let hostLimit = 8

    /// The balancers that the drill's pattern names, whatever the limit says, and the Incus hosts
    /// of theirs and of the victims'.
    init(of run: DrillRun, _ engine: PlaybookEngine) {
        self.engine = engine
        timeline = run.timeline
        let balancers = engine.allHosts(matching: run.drill.hosts.string ?? "")
        let inside = balancers + (run.site.victims ?? []).filter { engine.knowsHost($0) }
        var hosts = balancers
        for host in inside {
            let node = Node(.string("{{ ansible_incus_host | default('') }}"), at: run.drill.place)
            let value = try? engine.value(of: node, for: host, with: VariableSet(origin: "drill"))
            guard let name = value?.string, engine.knowsHost(name), !hosts.contains(name) else {
                continue
            }
            hosts.append(name)
        }
        self.hosts = hosts
    }

    /// Adds the events, the texts that they come from, and what could not be had.
    func collect(into record: inout DrillRecord) {
        for host in hosts.prefix(Self.hostLimit) { collect(from: host, into: &record) }
        if hosts.count > Self.hostLimit {
            let count = hosts.count - Self.hostLimit
            record.notes.append("the logs of \(count) more hosts were not asked for")
        }
        record.events.sort { $0.at < $1.at }
    }

    private func collect(from host: String, into record: inout DrillRecord) {
        do throws(DrillObstacle) {
            let clock = try HostClock.read(host, engine)
            let since = JournalText.second(record.startedAt, plus: clock.lead, minus: 1)
            let command = JournalText.command(since: since)
            let text = try HostClock.output(of: command, on: host, engine, asRoot: true)
            let journal = JournalText(text, host: host)
            record.events += journal.events.compactMap { entry in
                let at = entry.at - clock.lead - record.startedAt.sinceEpoch
                guard at >= .zero, at <= record.duration else { return nil }
                return DrillEvent(at: at, source: entry.source, host: host, entry.text)
            }
            if let note = journal.note { record.notes.append(note) }
            if !journal.text.isEmpty {
                record.evidence.append(Evidence(name: "journal of \(host)", text: journal.text))
            }
            record.notes.append(
                "the clock of \(host) was \(clock.text); its events are put right, to "
                    + "± \(clock.uncertainty.drillText)"
            )
        } catch {
            record.notes.append("the log of \(host) can't be read: \(error.message)")
        }
    }
}

internal import HostConnections

/// Where the requests of a task go, and as whom they are made.
struct TaskTarget: Sendable {
    private let desk: HostDesk?
    /// How the target is reached.
    private(set) var settings: TargetSettings
    /// As whom.
    let become: Become?

    init(desk: HostDesk, settings: TargetSettings, become: Become?) {
        self.desk = desk
        self.settings = settings
        self.become = become
    }

    private init(settings: TargetSettings) {
        desk = nil
        self.settings = settings
        become = nil
    }

    /// No target: the module works on the run itself.
    static func none(host: String) -> TaskTarget {
        TaskTarget(settings: TargetSettings(name: host))
    }

    /// Whether there is no target.
    var isNone: Bool { desk == nil }

    /// Asks the target.
    func ask(_ requests: [HostRequest]) throws(ConnectionFailure) -> [HostReply] {
        guard let desk else {
            throw ConnectionFailure(settings.name, .local("this module asks no host"))
        }
        return try desk.ask(settings, requests, as: become)
    }

    /// What asking the target leads to.
    func reach(_ requests: [HostRequest]) -> Reached<[HostReply]> {
        do throws(ConnectionFailure) {
            return .success(try ask(requests))
        } catch {
            return .failure(error)
        }
    }

    /// Gives the connection up, and opens the next ones within so long.
    mutating func reconnect(within timeout: Duration) {
        settings.timeout = timeout
        for index in settings.incusHost.indices { settings.incusHost[index].timeout = timeout }
        desk?.reset(settings)
    }
}

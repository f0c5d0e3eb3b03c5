internal import LinuxSystem
internal import RunReporting
internal import Watching

/// Serves the page to browsers of this machine until Ctrl-C or a signal.
struct WatchBrowsers {
    private let address: LoopbackAddress
    private let signals: SignalQueue
    private let pause: Duration

    /// Takes the signals that end it.
    init(on address: LoopbackAddress, _ settings: ProvisionSettings) throws(SystemError) {
        self.address = address
        signals = try SignalQueue([.interrupt, .terminate, .hangUp])
        pause = settings.watch.pause
    }

    /// For how long after the last look of a browser hosts are still asked.
    var attention: Duration { pause + .seconds(10) }

    /// Serves what is known; the first answers of the hosts are waited for, but not long.
    func show(
        _ watch: BalancerWatch,
        _ mask: SecretMask,
        _ output: CommandOutput
    ) throws(SystemError) {
        let pause = pause
        let server = try PageServer(on: address) {
            let state = watch.seenState(within: .seconds(1))
            return WatchDocument(state, every: pause) { mask.masked($0) }.html
        }
        output.write("\(server.address) shows the page until Ctrl-C\n")
        try server.serve(until: signals.descriptor)
    }
}

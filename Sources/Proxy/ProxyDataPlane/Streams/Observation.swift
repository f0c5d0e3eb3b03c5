internal import HealthChecking

/// What traffic tells of the health of servers: `observe`.
extension Worker {
    /// Takes in what a stream has met at its server.
    func observe(_ event: ServerObservation.Event, _ stream: Stream) {
        guard let server = stream.server, let sentence = server.observer?.note(event) else {
            return
        }
        runtime.onObservedErrors?(ObservedErrors(server: server, sentence: sentence))
    }
}

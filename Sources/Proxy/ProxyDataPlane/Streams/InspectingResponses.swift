internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// What servers say, while rules on its bytes wait for more of it.
extension Worker {
    /// Has the rules of the backend see what its server says before the client does.
    func beginResponseInspection(_ stream: Stream, _ backend: BackendRuntime) {
        stream.response.awaitsRules = true
        if let delay = backend.settings.byteRules.responseDelay {
            stream.response.inspectionEnd = deadline(after: delay)
        }
    }

    /// Runs the rules on what has come; true when it may pass, and false when more is awaited or the
    /// stream has ended.
    func inspectResponse(_ stream: Stream, hasEnded: Bool = false) -> Bool {
        guard let rules = stream.backend?.settings.byteRules else { return true }
        let isFull = stream.response.pipe.buffer.map { $0.room == 0 } ?? false
        let isOver = stream.response.inspectionEnd <= now
        switch inspect(
            rules.response,
            stream,
            at: .backendResponseContent,
            isFinal: hasEnded || isFull || isOver || rules.responseDelay == nil
        ) {
        case .waits:
            arm(stream.client)
            return false
        case .ended: return false
        case .passes:
            stream.response.awaitsRules = false
            stream.response.inspectionEnd = .max
            return true
        }
    }
}

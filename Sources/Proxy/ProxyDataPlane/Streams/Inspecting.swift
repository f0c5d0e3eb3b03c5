internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// Which rules on the bytes of a request a stream waits in.
enum InspectionStage {
    /// The frontend's.
    case frontend
    /// The backend's.
    case backend
}

/// Requests, and connections of mode tcp, that wait until rules on their bytes have seen enough.
extension Worker {
    /// Runs the rules on the bytes of a request; true when the stream goes on at once.
    ///
    /// A stream that waits goes on by itself (`passed`).
    func inspectRequest(_ stream: Stream, _ stage: InspectionStage) -> Bool {
        let settings = stage == .frontend ? stream.frontend.settings : stream.backend?.settings
        guard let rules = settings?.byteRules, !rules.request.isEmpty else { return true }
        // Of a request that is here as a whole nothing more is awaited.
        let isWhole = !stream.isTCP && stream.request.pipe.isWhole
        let isFinal = rules.requestDelay == nil || isWhole
        switch inspect(rules.request, stream, at: stage.point, isFinal: isFinal) {
        case .passes: return true
        case .ended: return false
        case .waits:
            stream.phase = .inspecting(stage)
            stream.clientDeadline = deadline(after: stream.frontend.settings.timeouts.client)
            stream.serverDeadline = deadline(after: rules.requestDelay)
            arm(stream.client)
            return false
        }
    }

    /// Looks at what has come since; true when there may be another step to do.
    func inspectFurther(_ stream: Stream, _ stage: InspectionStage) -> Bool {
        guard stream.isTCP else {
            // A request of HTTP is here as far as rules can see; only time is waited for.
            return noticeAbort(stream)
        }
        switch receive(stream) {
        case .moved:
            stream.clientDeadline = deadline(after: stream.frontend.settings.timeouts.client)
            let isFull = stream.request.pipe.buffer.map { $0.room == 0 } ?? false
            return inspectAgain(stream, stage, isFinal: isFull)
        case .wouldBlock: return false
        case .ended: return inspectAgain(stream, stage, isFinal: true)
        case .failed:
            stream.ending.set("C", "R")
            countAbort(stream)
            refuseTCP(stream)
            return true
        }
    }

    /// The time to wait for more is over.
    func inspectionTimedOut(_ stream: Stream, _ stage: InspectionStage, onServerSide: Bool) {
        if onServerSide {
            _ = inspectAgain(stream, stage, isFinal: true)
        } else if stream.isTCP {
            stream.ending.set("c", "R")
            stream.timing.headDone = -1
            stream.frontend.counters[index].add(.requestErrors)
            refuseTCP(stream)
        } else {
            requestTimedOut(stream)
        }
    }

    private func inspectAgain(
        _ stream: Stream,
        _ stage: InspectionStage,
        isFinal: Bool
    ) -> Bool {
        let settings = stage == .frontend ? stream.frontend.settings : stream.backend?.settings
        let rules = settings?.byteRules.request ?? []
        switch inspect(rules, stream, at: stage.point, isFinal: isFinal) {
        case .waits: break
        case .ended: break
        case .passes:
            stream.clientDeadline = .max
            stream.serverDeadline = .max
            passed(stream, stage)
        }
        return true
    }

    /// Goes on with a stream that has passed its rules.
    private func passed(_ stream: Stream, _ stage: InspectionStage) {
        switch (stage, stream.isTCP) {
        case (.frontend, true): chooseTCPBackend(stream)
        case (.backend, true): chooseTCPServer(stream)
        case (.frontend, false): goOn(stream)
        case (.backend, false): goOnBackend(stream)
        }
    }
}

extension InspectionStage {
    fileprivate var point: SamplePoint {
        self == .frontend ? .requestContent : .backendRequestContent
    }
}

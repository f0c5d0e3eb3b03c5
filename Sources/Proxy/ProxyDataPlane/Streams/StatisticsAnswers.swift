internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// Requests for the statistics page.
extension Worker {
    /// `stats uri`: true when the request was for the page.
    ///
    /// One that is to change something waits for its body; the control loop does what it says.
    func answersStats(_ stream: Stream, _ settings: ProxySettings) -> Bool {
        guard let page = settings.statsPage, let bytes = stream.requestHeadBytes,
            let path = stream.requestHead.path, bytes[slice: path].starts(with: page.uri.utf8),
            [.get, .head, .post].contains(stream.request.method)
        else { return false }
        guard let pages = runtime.pages, runtime.statsPageRenderer != nil else {
            stream.ending.set("L", "R")
            answer(stream, page: 503)
            return true
        }
        let changes = stream.request.method == .post
        let isAdministrator = changes && page.administrators.contains { holds($0, stream) }
        if isAdministrator {
            if stream.request.isCut {
                bodyWasCut(stream)
                return true
            }
            if buffers(stream, settings, then: stageOfStatistics(stream)) { return true }
        }
        var authorization: String?
        for index in 0..<stream.requestHead.headerCount
        where equalsIgnoringCase(bytes[slice: stream.requestHead[index].name], "authorization") {
            authorization = text(bytes[slice: stream.requestHead[index].value])
        }
        let request = StatsPageRequest(
            proxy: settings,
            method: text(bytes[slice: stream.requestHead.methodText]),
            target: text(bytes[slice: path]),
            authorization: authorization,
            isAdministrator: isAdministrator,
            body: isAdministrator ? wholeBody(of: stream) : []
        )
        // For the log it is a server that takes no time to find.
        stream.timing.queueDone = now
        stream.timing.connected = now
        stream.serverDeadline = .max
        stream.clientDeadline = clientDeadline(of: stream)
        let order = PageOrder(request, worker: index, stream: stream.token)
        stream.phase = .rendering(order)
        if changes, let change = runtime.onPageChange {
            change(order)
        } else {
            pages.submit(order)
        }
        return true
    }

    /// Where a request goes on that has waited for its body: the rules of its proxy are done.
    private func stageOfStatistics(_ stream: Stream) -> RequestStage {
        let rules = stream.backend?.rules ?? stream.frontend.rules
        return RequestStage(
            isOnBackend: stream.backend != nil,
            rule: rules.request.count,
            isBuffered: true
        )
    }

    /// The body that has come; nil when there is more of it than fits.
    private func wholeBody(of stream: Stream) -> [UInt8]? {
        let pipe = stream.request.pipe
        guard pipe.isWhole else { return nil }
        guard let buffer = pipe.buffer, pipe.decoded > stream.request.headByteCount else {
            return []
        }
        return Array(buffer.bytes[stream.request.headByteCount..<pipe.decoded])
    }

    /// Sends the statistics page that was rendered.
    func answer(_ stream: Stream, with page: StatsPageResponse) {
        stream.phase = .pausing
        stream.ending.set("L", "R")
        stream.answeredBy = .statistics
        countIntercepted(stream)
        stream.timing.responseHead = now
        var own = OwnAnswer(status: page.status, body: page.body)
        for header in page.headers { own.add(header.name, header.value.utf8) }
        answer(stream, own)
    }
}

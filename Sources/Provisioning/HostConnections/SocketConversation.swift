internal import LinuxSystem

extension SocketExchange {
    /// Connects, sends, and reads until the other side closes, all within the time.
    func outcome(
        over transport: any TargetTransport
    ) throws(ConnectionFailure) -> ExchangeOutcome {
        let stream: any ByteStream
        do throws(ConnectionFailure) {
            stream = try transport.openStream(endpoint)
        } catch {
            guard case .streamRefused(_, let why) = error.reason else { throw error }
            return .failed(why)
        }
        defer { stream.close() }
        let deadline = MonotonicClock.now + timeout
        do throws(StreamFailure) {
            try stream.writeAll(bytes, timeout: timeout)
            stream.closeWriting()
            var answer: [UInt8] = []
            while answer.count < limit {
                let left = max(.zero, deadline - MonotonicClock.now)
                let part = try stream.read(upTo: 65_536, timeout: left)
                if part.isEmpty { return .answer(answer) }
                answer += part
            }
            return .failed("the answer has more than \(limit) bytes")
        } catch {
            if case .timedOut = error {
                return .failed(StreamFailure.timedOut(timeout).description)
            }
            return .failed("\(error)")
        }
    }
}

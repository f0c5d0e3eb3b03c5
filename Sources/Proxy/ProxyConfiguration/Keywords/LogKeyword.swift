internal import Diagnostics

extension Arguments {
    /// The words of a `log` line after the keyword.
    mutating func readLogTarget(
        _ environment: ConfigurationEnvironment
    ) throws(Diagnostic) -> LogTarget {
        let address = try need("an address")
        let destination = try logDestination(address, environment)
        var format: LogTarget.Format?
        var maximumLength = 1024
        var sampling: LogSampling?
        while let option = upcoming {
            if take("len") {
                maximumLength = try number("bytes", in: 80...65535)
            } else if take("format") {
                let formats = LogTarget.Format.allCases.map { ($0.rawValue, $0) }
                format = try need("a format").choice(
                    "log format",
                    Dictionary(uniqueKeysWithValues: formats)
                )
            } else if take("sample") {
                sampling = try need("ranges and a size").logSampling()
            } else if ["ring", "profile"].contains(option.text) {
                throw Diagnostic(
                    "'\(option.text)' is not supported by switchyard-proxy",
                    at: option.place
                )
            } else {
                break
            }
        }
        let facilities = SyslogFacility.allCases.map { ($0.word, $0) }
        let facility = try need("a facility").choice(
            "facility",
            Dictionary(uniqueKeysWithValues: facilities)
        )
        var target = LogTarget(
            destination: destination,
            format: format ?? Self.defaultFormat(of: destination),
            facility: facility
        )
        target.hasDefaultFormat = format == nil
        target.maximumLength = maximumLength
        target.sampling = sampling
        let levels = Dictionary(uniqueKeysWithValues: SyslogLevel.allCases.map { ($0.word, $0) })
        if let word = take() { target.leastImportant = try word.choice("level", levels) }
        if let word = take() { target.mostImportant = try word.choice("level", levels) }
        return target
    }

    private func logDestination(
        _ word: Word,
        _ environment: ConfigurationEnvironment
    ) throws(Diagnostic) -> LogTarget.Destination {
        let text = AddressText.expanded(word.text, environment)
        if text == "stdout" { return .standardOutput }
        if text == "stderr" { return .standardError }
        if text.hasPrefix("/") { return .unixSocket(text) }
        if text.hasPrefix("unix@") { return .unixSocket(String(text.dropFirst(5))) }
        if text.hasPrefix("fd@"), let number = Int32(text.dropFirst(3)), number >= 0 {
            return .descriptor(number)
        }
        if text.hasPrefix("ring@") || text.hasPrefix("tcp@") {
            throw Diagnostic(
                "the log address '\(text)' is not supported by switchyard-proxy",
                at: word.place,
                expected: "a path as /dev/log, <host>[:<port>] over UDP, stdout, stderr or fd@<n>"
            )
        }
        let bare = text.hasPrefix("udp@") ? text.dropFirst(4) : text[...]
        let parts = bare.split(separator: ":", omittingEmptySubsequences: false)
        // Nothing before the port is this machine.
        if parts.count == 2, parts[0].isEmpty, let port = parts[1].isEmpty ? 514 : Int(parts[1]),
            (1...65535).contains(port)
        {
            return .udp(host: "127.0.0.1", port: port)
        }
        if parts.count == 2, let port = Int(parts[1]), (1...65535).contains(port), !parts[0].isEmpty
        {
            return .udp(host: String(parts[0]), port: port)
        }
        guard parts.count == 1 || IPAddress(bare) != nil, !bare.isEmpty else {
            throw Diagnostic(
                "'\(text)' is no log address",
                at: word.place,
                expected: "a path as /dev/log, <host>[:<port>] over UDP, stdout, stderr or fd@<n>"
            )
        }
        return .udp(host: String(bare), port: 514)
    }

    private static func defaultFormat(of destination: LogTarget.Destination) -> LogTarget.Format {
        switch destination {
        case .standardOutput, .standardError, .descriptor: return .raw
        case .unixSocket, .udp: return .local
        }
    }
}

extension Word {
    /// The positions and the size of `sample`, as `1,3-5:6`.
    fileprivate func logSampling() throws(Diagnostic) -> LogSampling {
        let expected = "<ranges>:<size>, as 1,3-5:6"
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let size = Int(parts[1]), size > 0 else {
            throw Diagnostic("'\(text)' has no sample size", at: place, expected: expected)
        }
        var ranges: [ClosedRange<Int>] = []
        for part in parts[0].split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            guard let low = Int(ends[0]), let high = Int(ends[ends.count - 1]), low > 0, low <= high
            else {
                throw Diagnostic("'\(part)' is no range", at: place, expected: expected)
            }
            if ranges.contains(where: { $0.overlaps(low...high) }) {
                throw Diagnostic("the range '\(part)' overlaps another", at: place)
            }
            guard high <= size else {
                throw Diagnostic(
                    "the range '\(part)' ends behind the sample size \(size)",
                    at: place
                )
            }
            ranges.append(low...high)
        }
        return LogSampling(ranges: ranges, size: size)
    }
}

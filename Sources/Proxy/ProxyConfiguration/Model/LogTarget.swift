public import Samples

/// One `log` line: where lines go, and which.
public struct LogTarget: Sendable, Hashable {
    /// Where a log line is sent.
    public enum Destination: Sendable, Hashable {
        /// A datagram unix socket, as `/dev/log`.
        case unixSocket(String)
        /// A syslog server over UDP; the port is 514 unless said.
        case udp(host: String, port: Int)
        /// `stdout`.
        case standardOutput
        /// `stderr`.
        case standardError
        /// `fd@N`: a descriptor handed over.
        case descriptor(Int32)
    }

    /// How a log line is framed.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// Traditional syslog with the host name.
        case rfc3164
        /// Syslog with a structured date.
        case rfc5424
        /// Priority in angle brackets, then the text.
        case priority
        /// The text after its priority in angle brackets, no date, as systemd's journal reads.
        case short
        /// The text alone; the default of `stdout`.
        case raw
        /// RFC 3164 without the host name, what `/dev/log` expects; the default of sockets.
        case local
        /// Date in ISO 8601, host, tag, text.
        case iso
        /// Time since the epoch, then the text.
        case timed
    }

    /// Where lines go.
    public var destination: Destination

    /// How they are framed.
    public var format: Format

    /// The syslog facility.
    public var facility: SyslogFacility

    /// Lines less important than this are dropped.
    public var leastImportant: SyslogLevel = .debug

    /// Lines more important than this are sent as this.
    public var mostImportant: SyslogLevel = .emerg

    /// `len`: longer lines are cut.
    public var maximumLength = 1024

    /// `sample`: which lines of a row are sent; nil sends all.
    public var sampling: LogSampling?

    /// `log-send-hostname`: the name of the sender in lines that have one; nil, and nothing, is the machine's.
    public var hostName: String?

    /// Whether the file says no format.
    public var hasDefaultFormat = false

    /// The same with the name of the sender; who has said no format gets one that shows it.
    func named(_ hostName: String?) -> LogTarget {
        guard let hostName else { return self }
        var target = self
        target.hostName = hostName
        if hasDefaultFormat, format == .local { target.format = .rfc3164 }
        return target
    }

    /// Sends everything to a destination.
    public init(destination: Destination, format: Format, facility: SyslogFacility) {
        self.destination = destination
        self.format = format
        self.facility = facility
    }
}

/// The importance of a log line; the number is the protocol's.
public enum SyslogLevel: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// Nothing works.
    case emerg
    /// Somebody must act now.
    case alert
    /// Critical.
    case crit
    /// An error.
    case err
    /// A warning.
    case warning
    /// Normal, worth a note.
    case notice
    /// Informational, as one line for each request.
    case info
    /// For debugging.
    case debug

    /// More important is less.
    public static func < (left: SyslogLevel, right: SyslogLevel) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The configuration's word.
    public var word: String { "\(self)" }
}

/// The part of a system that a log line comes from; the number is the protocol's.
public enum SyslogFacility: Int, Sendable, Hashable, CaseIterable {
    /// The facilities of syslog in the order of their numbers.
    case kern, user, mail, daemon, auth, syslog, lpr, news, uucp, cron, auth2, ftp, ntp, audit,
        alert, cron2, local0, local1, local2, local3, local4, local5, local6, local7

    /// The configuration's word.
    public var word: String { "\(self)" }
}

/// What is written for each stream: one of the ready-made lines, or one of the operator's.
public enum StreamLogFormat: Sendable, Hashable {
    /// One line when a client connects: the default without an option.
    case connection
    /// `option tcplog`.
    case tcp
    /// `option httplog`.
    case http
    /// `option httpslog`.
    case https(LogFormat)
    /// `log-format`.
    case format(LogFormat)
}

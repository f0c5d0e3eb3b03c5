internal import LinuxSystem
public import ProxyConfiguration
internal import Synchronization

/// Sends lines to the logs that a configuration names; what they do not take at once is dropped and
/// counted.
public final class LogWriter: Sendable {
    /// The tag of lines that no `log-tag` names: this program.
    static let programName = "switchyard-proxy"

    private let socket: FileDescriptor?
    private let processID = Array(String(CurrentProcess.id).utf8)
    private let host = Array(machineName().utf8)
    /// `fd@N` by number.
    private let descriptors = Mutex<[Int32: LineOutput]>([:])

    /// Lines that were not taken [DroppedLogs].
    public let droppedLines = Counter()

    /// Opens the socket that syslog lines leave by.
    init() {
        socket = try? FileDescriptor.unixDatagramSocket()
    }

    /// Sends a line to the logs of a proxy.
    public func send(_ line: String, level: SyslogLevel, to settings: ProxySettings) {
        let bytes = Array(line.utf8)
        bytes.withUnsafeBytes {
            send($0, level: level, to: settings.logTargets, tag: settings.logTag)
        }
    }

    /// Sends a line to some logs.
    public func send(_ line: String, level: SyslogLevel, to targets: [LogTarget], tag: String?) {
        let bytes = Array(line.utf8)
        bytes.withUnsafeBytes { send($0, level: level, to: targets, tag: tag) }
    }

    func send(
        _ line: UnsafeRawBufferPointer,
        level: SyslogLevel,
        to targets: [LogTarget],
        tag: String?
    ) {
        for target in targets where level <= target.leastImportant {
            if let sampling = target.sampling, !sampling.takes() { continue }
            send(
                line,
                level: max(level, target.mostImportant),
                to: target,
                tag: tag ?? LogWriter.programName
            )
        }
    }

    private func send(
        _ line: UnsafeRawBufferPointer,
        level: SyslogLevel,
        to target: LogTarget,
        tag: String
    ) {
        let capacity = max(target.maximumLength, 128)
        withUnsafeTemporaryAllocation(byteCount: capacity + 1, alignment: 1) { memory in
            var writer = HeadWriter(memory)
            writeHeader(&writer, level: level, target: target, tag: tag)
            let rest = capacity - writer.count
            writer.write(UnsafeRawBufferPointer(rebasing: line.prefix(max(0, rest))))
            if !deliver(&writer, to: target) { droppedLines.add() }
        }
    }

    /// False when the line was not taken.
    private func deliver(_ writer: inout HeadWriter, to target: LogTarget) -> Bool {
        switch target.destination {
        case .unixSocket(let path):
            return socket?.sendDatagram(writer.bytes, to: path) ?? false
        case .standardOutput:
            return write(&writer, to: .standardOutput)
        case .standardError:
            return write(&writer, to: .standardError)
        case .descriptor(let number):
            return write(&writer, to: output(number))
        case .udp(let host, let port):
            return sendUDP(writer.bytes, host: host, port: port)
        }
    }

    private func write(_ writer: inout HeadWriter, to output: LineOutput) -> Bool {
        writer.write(0x0A)
        return output.write(writer.bytes)
    }

    private func output(_ number: Int32) -> LineOutput {
        switch number {
        case 1: return .standardOutput
        case 2: return .standardError
        default:
            return descriptors.withLock { descriptors in
                if let known = descriptors[number] { return known }
                let output = LineOutput(FileDescriptor(rawValue: number))
                descriptors[number] = output
                return output
            }
        }
    }

    private func writeHeader(
        _ writer: inout HeadWriter,
        level: SyslogLevel,
        target: LogTarget,
        tag: String
    ) {
        guard target.format != .raw else { return }
        let priority = target.facility.rawValue * 8 + level.rawValue
        writer.write(UInt8(ascii: "<"))
        writer.write(decimal: target.format == .short ? level.rawValue : priority)
        writer.write(UInt8(ascii: ">"))
        let now = WallTime.now
        switch target.format {
        case .raw, .priority, .short:
            return
        case .rfc5424:
            writer.write("1 ")
            writer.write(Array(now.formatted("%Y-%m-%dT%H:%M:%S%z").utf8))
            writer.write(UInt8(ascii: " "))
            writeHost(&writer, target)
            writer.write(Array(tag.utf8))
            writer.write(UInt8(ascii: " "))
            writer.write(processID)
            writer.write(" - - ")
            return
        case .iso:
            writer.write(Array(now.formatted("%Y-%m-%dT%H:%M:%S%z ").utf8))
        case .timed:
            writer.write(decimal: Int(now.seconds))
            writer.write(UInt8(ascii: " "))
        case .rfc3164, .local:
            writeDate(&writer, now.local)
            if target.format == .rfc3164 { writeHost(&writer, target) }
        }
        writer.write(Array(tag.utf8))
        writer.write(UInt8(ascii: "["))
        writer.write(processID)
        writer.write("]: ")
    }

    private func writeHost(_ writer: inout HeadWriter, _ target: LogTarget) {
        if let name = target.hostName, !name.isEmpty {
            writer.write(Array(name.utf8))
        } else {
            writer.write(host)
        }
        writer.write(UInt8(ascii: " "))
    }

    /// `Nov 21 04:05:06 `.
    private func writeDate(_ writer: inout HeadWriter, _ date: CalendarTime) {
        writer.writeMonth(date.month)
        writer.write(UInt8(ascii: " "))
        if date.day < 10 { writer.write(UInt8(ascii: " ")) }
        writer.write(decimal: date.day)
        writer.write(UInt8(ascii: " "))
        writer.writeTwoDigits(date.hour)
        writer.write(UInt8(ascii: ":"))
        writer.writeTwoDigits(date.minute)
        writer.write(UInt8(ascii: ":"))
        writer.writeTwoDigits(date.second)
        writer.write(UInt8(ascii: " "))
    }

    private func sendUDP(_ bytes: UnsafeRawBufferPointer, host: String, port: Int) -> Bool {
        guard let address = SocketAddress(numeric: host, port: UInt16(clamping: port)),
            let socket = try? FileDescriptor.datagramSocket(to: address)
        else { return false }
        defer { socket.close() }
        return socket.send(bytes) == .moved(bytes.count)
    }
}

extension HeadWriter {
    mutating func writeTwoDigits(_ number: Int) {
        write(UInt8(truncatingIfNeeded: number / 10 % 10) + 0x30)
        write(UInt8(truncatingIfNeeded: number % 10) + 0x30)
    }

    mutating func writeMonth(_ month: Int) {
        let names: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"
        let start = (max(1, min(12, month)) - 1) * 3
        write(UnsafeRawBufferPointer(start: names.utf8Start + start, count: 3))
    }
}

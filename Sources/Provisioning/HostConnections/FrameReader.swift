/// Cuts a shell's output into the frames of its commands.
///
/// A value type without I/O: it is given bytes and answers with whole frames. What stands outside
/// of frames, as a greeting of the login shell or the last words of a background process, is
/// dropped but for the beginning of it.
struct FrameReader {
    /// What one command wrote on this stream.
    struct Frame: Equatable {
        var number: Int
        var status: Int32
        var body: [UInt8]
    }

    private enum State {
        case outside
        case inside(number: Int)
    }

    private let marker: [UInt8]
    private var state = State.outside
    private var pending: [UInt8] = []
    private var scanned = 0

    /// The start of what stood outside of frames.
    private(set) var strayBytes: [UInt8] = []

    private static let recordSeparator: UInt8 = 30
    private static let strayLimit = 4096

    /// Reads frames of that marker.
    init(marker: String) {
        self.marker = [FrameReader.recordSeparator] + Array(marker.utf8)
    }

    /// How many bytes wait for the end of their frame.
    var pendingByteCount: Int { pending.count }

    /// Takes bytes that arrived.
    mutating func push(_ bytes: [UInt8]) {
        pending += bytes
    }

    /// The next whole frame; nil until more arrives.
    mutating func next() -> Frame? {
        while let (start, end, text) = nextMark() {
            let before = pending[..<start]
            switch (state, text.first) {
            case (.outside, UInt8(ascii: "<")):
                keepStray(before)
                state = .inside(number: number(text.dropFirst()) ?? -1)
                drop(end)
            case (.inside(let number), UInt8(ascii: ">")):
                let fields = text.dropFirst().split(separator: UInt8(ascii: " "))
                guard fields.count == 2, self.number(fields[0]) == number else {
                    scanned = end
                    continue
                }
                let body = Array(before)
                state = .outside
                drop(end)
                return Frame(
                    number: number,
                    status: Int32(clamping: self.number(fields[1]) ?? -1),
                    body: body
                )
            case (.outside, _), (.inside, _):
                scanned = end
            }
        }
        if case .outside = state, scanned > 0 {
            keepStray(pending[..<scanned])
            drop(scanned)
        }
        return nil
    }

    /// The next line that starts with the marker: where it starts, where the next line starts, and
    /// what stands between marker and line end.
    private mutating func nextMark() -> (start: Int, end: Int, text: ArraySlice<UInt8>)? {
        while let start = pending[scanned...].firstIndex(of: FrameReader.recordSeparator) {
            scanned = start
            let rest = pending[start...]
            guard rest.count > marker.count else {
                if marker.starts(with: rest) { return nil }
                scanned = start + 1
                continue
            }
            guard rest.starts(with: marker) else {
                scanned = start + 1
                continue
            }
            let text = rest.dropFirst(marker.count)
            guard let end = text.firstIndex(of: UInt8(ascii: "\n")) else {
                // A mark is short; anything longer without a line end is a command's own output.
                if text.count < 64 { return nil }
                scanned = start + 1
                continue
            }
            return (start, end + 1, text[..<end])
        }
        scanned = pending.count
        return nil
    }

    private func number(_ digits: ArraySlice<UInt8>) -> Int? {
        Int(String(decoding: digits, as: UTF8.self))
    }

    private mutating func drop(_ count: Int) {
        pending.removeFirst(count)
        scanned = 0
    }

    private mutating func keepStray(_ bytes: ArraySlice<UInt8>) {
        let room = FrameReader.strayLimit - strayBytes.count
        if room > 0 { strayBytes += bytes.prefix(room) }
    }

    /// What stands outside of frames so far, with what is still undecided.
    var strayText: String {
        var bytes = strayBytes
        if case .outside = state { bytes += pending.prefix(FrameReader.strayLimit) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

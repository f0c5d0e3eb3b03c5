internal import COpenSSL

/// The memory between a TLS connection and the network: what came and is not decrypted yet, and what is
/// encrypted and not sent yet.
///
/// OpenSSL sees it as its BIO. A caller may lend memory of its own for the time of a call, so that what
/// passes at once is copied once; only what does not pass is kept here.
final class CipherMemory {
    /// What the network brought, lent for this call, as far as OpenSSL has not taken it.
    private var lent = UnsafeRawBufferPointer(start: nil, count: 0)
    /// Where encrypted bytes go during this call.
    private var room = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var filled = 0
    private var input = KeptBytes()
    private var output = KeptBytes()

    /// How many bytes OpenSSL has not taken yet.
    var inputCount: Int { input.count + lent.count }
    /// How many encrypted bytes are kept for the network.
    var outputCount: Int { output.count }
    /// How many bytes still fit in the memory that is lent.
    var roomLeft: Int { room.count - filled }

    /// The BIO of this memory, for a connection to own; nil when OpenSSL has no memory left.
    ///
    /// It points here: the memory must outlive the connection.
    func makeBIO() -> OpaquePointer? {
        guard let method = Self.method, let bio = BIO_new(method) else { return nil }
        BIO_set_data(bio, Unmanaged.passUnretained(self).toOpaque())
        BIO_set_init(bio, 1)
        return bio
    }

    /// Keeps bytes that came.
    func receive(_ bytes: UnsafeRawBufferPointer) {
        input.append(bytes)
    }

    /// Runs with bytes that came, which are the caller's; those that are not taken are kept.
    func lending<Result>(_ bytes: UnsafeRawBufferPointer, _ body: () -> Result) -> Result {
        lent = bytes
        defer {
            input.append(lent)
            lent = UnsafeRawBufferPointer(start: nil, count: 0)
        }
        return body()
    }

    /// Runs with room for encrypted bytes, which is the caller's; tells how many came into it.
    ///
    /// Those that find no room are kept, as are all when some are kept already: none overtakes another.
    func lending<Result>(
        _ room: UnsafeMutableRawBufferPointer,
        _ body: () -> Result
    ) -> (result: Result, filled: Int) {
        self.room = room
        filled = 0
        let result = body()
        let count = filled
        self.room = UnsafeMutableRawBufferPointer(start: nil, count: 0)
        filled = 0
        return (result, count)
    }

    /// Moves kept encrypted bytes into a buffer; returns how many.
    func takeOutput(into buffer: UnsafeMutableRawBufferPointer) -> Int { output.take(into: buffer) }

    /// What OpenSSL wants to read.
    private func give(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        if input.count > 0 { return input.take(into: buffer) }
        let count = min(buffer.count, lent.count)
        guard count > 0 else { return 0 }
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: lent[..<count]))
        lent = UnsafeRawBufferPointer(rebasing: lent[count...])
        return count
    }

    /// What OpenSSL writes.
    private func take(_ bytes: UnsafeRawBufferPointer) {
        guard output.count == 0, bytes.count <= roomLeft else { return output.append(bytes) }
        UnsafeMutableRawBufferPointer(rebasing: room[filled...]).copyMemory(from: bytes)
        filled += bytes.count
    }

    private static func of(_ bio: OpaquePointer?) -> CipherMemory? {
        BIO_get_data(bio).map { Unmanaged<CipherMemory>.fromOpaque($0).takeUnretainedValue() }
    }

    /// How OpenSSL reaches the memory of a BIO.
    nonisolated(unsafe) private static let method: OpaquePointer? = {
        let kind = BIO_get_new_index() | copenssl_source_and_sink
        guard let method = BIO_meth_new(kind, "memory of a TLS connection") else { return nil }
        BIO_meth_set_read(method) { bio, buffer, count in
            copenssl_clear_retry(bio)
            guard let memory = of(bio), let buffer, count > 0 else { return 0 }
            let given = memory.give(UnsafeMutableRawBufferPointer(start: buffer, count: Int(count)))
            if given > 0 { return Int32(given) }
            copenssl_retry_reading(bio)
            return -1
        }
        BIO_meth_set_write(method) { bio, bytes, count in
            copenssl_clear_retry(bio)
            guard let memory = of(bio), let bytes, count > 0 else { return 0 }
            memory.take(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
            return count
        }
        BIO_meth_set_ctrl(method) { _, command, _, _ in command == copenssl_flush_command ? 1 : 0 }
        return method
    }()
}

/// Bytes that are appended at the end and taken from the start.
private struct KeptBytes {
    private var bytes: [UInt8] = []
    private var start = 0

    var count: Int { bytes.count - start }

    mutating func append(_ more: UnsafeRawBufferPointer) {
        guard !more.isEmpty else { return }
        if start > 0 {
            bytes.removeFirst(start)
            start = 0
        }
        bytes.append(contentsOf: more)
    }

    mutating func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let taken = min(buffer.count, count)
        guard taken > 0 else { return 0 }
        bytes.withUnsafeBytes { all in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[start..<start + taken]))
        }
        start += taken
        if start == bytes.count {
            // What a large answer needed once is not held for as long as the connection lasts.
            bytes.removeAll(keepingCapacity: bytes.capacity <= 4096)
            start = 0
        }
        return taken
    }
}

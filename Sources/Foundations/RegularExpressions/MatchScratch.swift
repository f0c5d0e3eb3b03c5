internal import CPCRE2

/// The memory that matching writes to; one thread at a time may use it.
///
/// Keep one for each thread and reuse it: a match over bytes then allocates nothing.
public final class MatchScratch {
    let pointer: OpaquePointer
    let groupLimit: Int
    /// The groups that the last match may have set: the library leaves what is beyond as it was.
    fileprivate var groupCount = -1

    /// Makes room for the whole match and `groupLimit` groups; further groups are not recorded.
    public init(groupLimit: Int = 32) {
        // The C function is `pcre2_match_data_create`; it fails only when memory is exhausted.
        guard let pointer = pcre2_match_data_create_8(UInt32(groupLimit + 1), nil) else {
            fatalError("out of memory for a regular expression match")
        }
        self.pointer = pointer
        self.groupLimit = groupLimit
    }

    deinit { pcre2_match_data_free_8(pointer) }

    /// The bytes of a group in the last match; nil when the group took no part in it.
    public func range(ofGroup group: Int) -> Range<Int>? {
        guard group >= 0, group <= min(groupCount, groupLimit),
            let offsets = pcre2_get_ovector_pointer_8(pointer)
        else { return nil }
        let start = offsets[2 * group]
        let end = offsets[2 * group + 1]
        // PCRE2_UNSET, all bits set, is -1 as these numbers are imported.
        guard start >= 0, end >= start else { return nil }
        return start..<end
    }
}

extension RegularExpression {
    /// Whether the expression matches somewhere in the bytes; the groups are then in `scratch`.
    ///
    /// A match that exceeds PCRE2's limits counts as none.
    public func matches(_ bytes: UnsafeRawBufferPointer, scratch: MatchScratch) -> Bool {
        run(bytes, from: 0, flags: 0, scratch: scratch) >= 0
    }

    /// Whether the expression matches somewhere in bytes that continue a text: `^` does not match at
    /// their start.
    public func matches(
        continuing bytes: UnsafeRawBufferPointer,
        scratch: MatchScratch
    ) -> Bool {
        run(bytes, from: 0, flags: PCRE2_NOTBOL, scratch: scratch) >= 0
    }

    /// Whether the expression matches somewhere in the bytes; the groups are then in `scratch`.
    public func matches(_ bytes: UnsafeBufferPointer<UInt8>, scratch: MatchScratch) -> Bool {
        matches(UnsafeRawBufferPointer(bytes), scratch: scratch)
    }

    /// Runs one match.
    ///
    /// The C function is `pcre2_match`.
    func run(
        _ bytes: UnsafeRawBufferPointer,
        from offset: Int,
        flags: UInt32,
        scratch: MatchScratch
    ) -> Int32 {
        guard let base = bytes.baseAddress else {
            return withUnsafeBytes(of: UInt8(0)) { empty in
                run(
                    UnsafeRawBufferPointer(rebasing: empty[..<0]),
                    from: 0,
                    flags: flags,
                    scratch: scratch
                )
            }
        }
        scratch.groupCount = code.groupCount
        return pcre2_match_8(
            code.pointer,
            base.assumingMemoryBound(to: UInt8.self),
            bytes.count,
            offset,
            flags,
            scratch.pointer,
            nil
        )
    }
}

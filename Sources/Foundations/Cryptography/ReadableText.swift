internal import COpenSSL

/// A BIO that holds a copy of a text, for OpenSSL to read; nil when it has no memory left.
///
/// `BIO_new_mem_buf` keeps a pointer to the text, and Swift vouches for a pointer that is made of an
/// array only until that call returns: an optimized program may have freed the array before it is read.
func makeBIO(holding text: [UInt8]) -> OpaquePointer? {
    guard let memory = BIO_new(BIO_s_mem()) else { return nil }
    copenssl_end_with_text(memory)
    guard !text.isEmpty else { return memory }
    guard BIO_write(memory, text, Int32(clamping: text.count)) == text.count else {
        BIO_free(memory)
        return nil
    }
    return memory
}

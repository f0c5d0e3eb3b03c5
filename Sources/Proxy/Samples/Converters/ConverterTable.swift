extension ConverterKeyword {
    /// Every converter: one family a file, each of which adds its list here.
    static let all: [ConverterKeyword] =
        texts + pieces + encodings + digests + hashes + arithmetic + dates + addresses + maps
        + storing + json + numbersOfBytes + lookups + replacements + ciphers + forwarded
        + tables + exchange + mqtt + verificationNames
}

// TLS engines over memory, digests and ciphers by OpenSSL.

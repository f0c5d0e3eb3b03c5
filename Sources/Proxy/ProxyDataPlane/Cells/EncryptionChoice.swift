public import Synchronization

/// Whether TLS is spoken to a server.
public enum EncryptionChoice: Int, AtomicRepresentable, Sendable {
    /// As the configuration says.
    case configured
    /// An operator has turned it off.
    case off
    /// An operator has turned it on.
    case on
}

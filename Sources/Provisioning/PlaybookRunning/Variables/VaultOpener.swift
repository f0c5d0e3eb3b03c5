internal import Diagnostics
internal import DocumentValues
internal import RunReporting
internal import Synchronization
internal import Vaulting

/// Opens the vaulted texts in what operators wrote, and has the plain texts masked in all output.
final class VaultOpener: Sendable {
    private let keyring: VaultKeyring
    private let mask: SecretMask
    private let opened = Mutex<[String: String]>([:])

    init(keyring: VaultKeyring, mask: SecretMask) {
        self.keyring = keyring
        self.mask = mask
    }

    /// The node with its vaulted texts in plain; those that no password opens stay as they are.
    func open(_ node: Node) -> Node {
        switch node.content {
        case .vault(let text):
            guard let plain = try? decrypt(text, at: node) else { return node }
            return Node(.string(plain), at: concealed(node.place))
        case .list(let elements) where elements.contains(where: holdsVault):
            return Node(.list(elements.map { open($0) }), at: node.place, layout: node.layout)
        case .map(let pairs) where pairs.contains(where: { holdsVault($0.value) }):
            let opened = pairs.map { Node.Pair(key: $0.key, value: open($0.value)) }
            return Node(.map(opened), at: node.place, layout: node.layout)
        default:
            return node
        }
    }

    /// The bytes of a file that was vaulted as a whole, its lines masked from now on.
    func openFile(_ text: String) throws(Diagnostic) -> [UInt8] {
        let bytes = try keyring.decryptBytes(text)
        mask.add(String(decoding: bytes, as: UTF8.self))
        return bytes
    }

    /// Has every text of a set masked that was vaulted as a whole.
    func conceal(_ set: VariableSet) {
        if set.isSecret { for pair in set.pairs { conceal(pair.value) } }
    }

    /// Opens a vaulted text.
    private func decrypt(_ text: String, at node: Node) throws(Diagnostic) -> String {
        if let known = opened.withLock({ $0[text] }) { return known }
        let plain = try keyring.decrypt(text, at: node.place)
        mask.add(plain)
        opened.withLock { $0[text] = plain }
        return plain
    }

    private func conceal(_ node: Node) {
        switch node.content {
        case .string(let text), .literal(let text): mask.add(text)
        case .integer(let number): mask.add(String(number))
        case .list(let elements): for element in elements { conceal(element) }
        case .map(let pairs): for pair in pairs { conceal(pair.value) }
        case .null, .bool, .float, .vault: break
        }
    }

    private func holdsVault(_ node: Node) -> Bool {
        switch node.content {
        case .vault: true
        case .list(let elements): elements.contains(where: holdsVault)
        case .map(let pairs): pairs.contains { holdsVault($0.value) }
        default: false
        }
    }

    /// The place without the text around it, so that no message can show it.
    private func concealed(_ place: SourcePlace) -> SourcePlace {
        SourcePlace(
            SourceText(name: place.source.name, text: ""),
            line: place.line,
            column: place.column
        )
    }
}

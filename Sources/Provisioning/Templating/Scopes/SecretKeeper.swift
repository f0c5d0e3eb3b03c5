public import DocumentValues

/// Whoever knows which texts are secret, and is told of those that templates make of them.
///
/// A secret is known by its text. A template that stands in a secret, a filter, a method or a slice
/// that is given one make a secret of their result: `{{ password | b64encode }}` is as secret as the
/// password.
public protocol SecretKeeper: Sendable {
    /// Whether a text holds a secret.
    func holdsSecret(_ text: String) -> Bool

    /// Keeps every text in a value secret from now on.
    func keep(_ value: Value)
}

extension Evaluator {
    /// Has the texts of a result kept secret when they were made of a secret text.
    ///
    /// Containers do not pass it on: what is taken out of them is no more secret than it was there.
    func keep(_ result: Item, madeOf sources: [Item]) {
        guard let keeper = engine.secrets, case .value(let value) = result,
            sources.contains(where: { isSecret($0, keeper) })
        else { return }
        keepDerived(value, keeper)
    }

    private func isSecret(_ item: Item, _ keeper: any SecretKeeper) -> Bool {
        guard case .value(.string(let text)) = item else { return false }
        return keeper.holdsSecret(text)
    }

    private func keepDerived(_ value: Value, _ keeper: any SecretKeeper) {
        switch value {
        case .string(let text) where !keeper.holdsSecret(text): keeper.keep(value)
        case .list(let elements): for element in elements { keepDerived(element, keeper) }
        case .map(let map): for entry in map { keepDerived(entry.value, keeper) }
        case .null, .bool, .integer, .float, .string: break
        }
    }
}

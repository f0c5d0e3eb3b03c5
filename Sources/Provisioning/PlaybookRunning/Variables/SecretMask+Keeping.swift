public import DocumentValues
public import RunReporting
public import Templating

extension SecretMask: SecretKeeper {
    /// Masks every text in a value from now on.
    public func keep(_ value: Value) { addAll(in: value) }
}

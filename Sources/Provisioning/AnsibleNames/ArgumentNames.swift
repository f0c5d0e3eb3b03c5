/// The arguments that Ansible's modules take where Switchyard has a module of the same name.
public enum ArgumentNames {
    /// The names, aliases too; none for a module that is not in the list.
    public static func of(module name: String) -> Set<String> { arguments[name] ?? [] }

    private static let arguments = Dictionary(
        uniqueKeysWithValues: CollectionList.read(list).map { ($0.collection, Set($0.names)) }
    )
}

/// The modules of Ansible's package, which tell what Switchyard lacks from what is misspelt.
public enum ModuleNames {
    /// Whether Ansible has a module of that name, short or with its collection.
    public static func contains(_ name: String) -> Bool {
        if short.contains(name) || full.contains(name) { return true }
        if let own = ownCollections.first(where: name.hasPrefix) {
            let rest = String(name.dropFirst(own.count))
            return short.contains(rest) || startsAsKnown(rest)
        }
        let parts = name.split(separator: ".")
        if parts.count >= 3 {
            let collection = "\(parts[0]).\(parts[1])"
            // Modules in folders of a collection, as its versions before had them.
            let isInFolder = parts.count > 3 && full.contains("\(collection).\(parts.last ?? "")")
            return isInFolder || whole.contains(collection)
        }
        return parts.count == 1 && startsAsKnown(name)
    }

    private static let byCollection = CollectionList.read(general + "\n" + collections)

    private static let whole = Set(CollectionList.words(wholeCollections))

    /// Ansible-core's own names, and those of modules that it finds by their short names.
    private static let short = Set(
        CollectionList.words(core) + CollectionList.words(others)
            + byCollection.flatMap(\.names)
    )

    private static let full = Set(
        byCollection.flatMap { list in list.names.map { "\(list.collection).\($0)" } }
    )

    /// The collections by whose names Ansible finds what it finds by short names, moved ones too.
    private static let ownCollections = ["ansible.builtin.", "ansible.legacy."]

    private static let starts = Set(CollectionList.words(prefixes))

    private static func startsAsKnown(_ name: String) -> Bool {
        name.indices.contains { index in
            name[index] == "_" && starts.contains(String(name[..<index]))
        }
    }
}

/// The filters, tests and lookups of Ansible's package.
public enum PluginNames {
    /// Whether Ansible has a filter of that name, short or with its collection.
    public static func containsFilter(_ name: String) -> Bool { filters.contains(name) }

    /// Whether Ansible has a test of that name.
    public static func containsTest(_ name: String) -> Bool { tests.contains(name) }

    /// Whether Ansible has a lookup of that name.
    public static func containsLookup(_ name: String) -> Bool { lookups.contains(name) }

    private static let filters = names(filterList)
    private static let tests = names(testList)
    private static let lookups = names(lookupList)

    /// Short names, and those with their collection.
    private static func names(_ list: String) -> Set<String> {
        var all: Set<String> = []
        for group in CollectionList.read(list) {
            for name in group.names { all.formUnion([name, "\(group.collection).\(name)"]) }
        }
        return all
    }
}

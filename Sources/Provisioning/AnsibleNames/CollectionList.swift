/// Names by their collection, as lists of this module have them: `collection: name name …`.
struct CollectionList {
    let collection: String
    private(set) var names: [String] = []

    /// Reads a text of such lists.
    static func read(_ text: String) -> [CollectionList] {
        var lists: [CollectionList] = []
        for word in words(text) {
            if word.hasSuffix(":") {
                lists.append(CollectionList(collection: String(word.dropLast())))
            } else {
                lists[lists.count - 1].names.append(word)
            }
        }
        return lists
    }

    /// The words of a text.
    static func words(_ text: String) -> [String] {
        text.split { $0 == " " || $0 == "\n" }.map(String.init)
    }
}
